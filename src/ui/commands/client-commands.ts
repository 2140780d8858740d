// Commands about clients: add, choose, and everything the strip of the selected one does.
import { CONDITIONS_PRESETS } from '../../network/presets.ts';
import { count, inline } from '../format.ts';
import type { Page } from '../page.tsx';
import type { Command } from './command.ts';

export function clientCommands(page: Page): readonly Command[] {
  const { world } = page;
  const { server, adding, clients } = page.now();
  const canAdd = server.phase === 'running' && adding === null && page.moment() === null;
  const more = (total: number): Command => ({
    id: `add-${total}`,
    title: `Add ${count(total)} clients`,
    group: 'Clients',
    alike: 'many crowd new',
    enabled: canAdd,
    run: () => void world.addClients(total),
  });
  return [
    { id: 'add', title: 'Add client', group: 'Clients', keys: 'a', alike: 'new', enabled: canAdd, run: () => void world.addClient() }, // prettier-ignore
    more(10),
    more(100),
    more(1000),
    { id: 'add-cancel', title: 'Stop adding clients', group: 'Clients', enabled: adding !== null, run: () => world.cancelAdding() }, // prettier-ignore
    { id: 'next', title: 'Next client', group: 'Clients', keys: 'j', enabled: clients.length > 1, run: () => selectBy(page, 1) }, // prettier-ignore
    { id: 'previous', title: 'Previous client', group: 'Clients', keys: 'k', enabled: clients.length > 1, run: () => selectBy(page, -1) }, // prettier-ignore
  ];
}

/** One for each client: only where somebody looks for it by name or user. */
export function actCommands(page: Page): readonly Command[] {
  const { selectedId } = page.now();
  return page.clientIds().map((id): Command => {
    const face = page.face(id);
    const [user] = Object.entries(face?.session ?? {});
    const who = user ? ` (${user[0]} ${inline(user[1])})` : '';
    return {
      id: `select ${id}`,
      title: `Act as ${face?.name ?? id}${who}`,
      group: 'Clients',
      alike: 'select client',
      enabled: id !== selectedId,
      whenTyped: true,
      run: () => page.world.select(id),
    };
  });
}

function selectBy(page: Page, by: number): void {
  const ids = page.clientIds();
  const at = ids.findIndex((id) => id === page.view().selectedId);
  const next = ids[(at + by + ids.length) % ids.length];
  if (next !== undefined) page.world.select(next);
}

/** What can be done with the selected client; without one there is nothing. */
export function selectedCommands(page: Page): readonly Command[] {
  const client = page.selected();
  if (!client) return [];
  const { world } = page;
  const { id, name } = client;
  const online = client.phase !== 'offline';
  const enabled = page.moment() === null;
  const group = 'Selected client';
  return [
    { id: 'online', title: online ? `Take ${name} offline` : `Bring ${name} online`, group, keys: 'o', enabled, run: () => world.setOnline(id, !online) }, // prettier-ignore
    { id: 'reconnect', title: `Reconnect ${name}`, group, keys: 'r', enabled: enabled && online, run: () => world.reconnect(id) }, // prettier-ignore
    { id: 'resync', title: `Clear the cache of ${name} and catch up anew`, group, alike: 'resync', enabled, run: () => world.resync(id) }, // prettier-ignore
    { id: 'sibling', title: `Second client for the user of ${name}`, group, keys: 's', alike: 'sibling add', enabled, run: () => void world.addSibling(id) }, // prettier-ignore
    ...CONDITIONS_PRESETS.map((preset): Command => ({
      id: `network-of ${preset.id}`,
      title: `Network of ${name}: ${preset.name}`,
      group,
      alike: 'weather slow latency',
      enabled: enabled && client.preset !== preset.id,
      run: () => world.weather.setPreset(id, preset.id),
    })),
    { id: 'remove', title: `Remove ${name}`, group, keys: 'x', alike: 'delete', enabled, run: () => void world.removeClient(id) }, // prettier-ignore
  ];
}
