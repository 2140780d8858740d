// What happens in the world, as events for the page around: from messages and pictures, each told once.
import type { MessageView, Party } from '../../world/messages.ts';
import type { World } from '../../world/world.ts';
import type { EmbedEvent } from './messages.ts';

/** Tells from now on. Returns how to stop. */
export function tellEvents(world: World, tell: (event: EmbedEvent) => void): () => void {
  let heard = world.messages.view().at(-1)?.sequence ?? 0;
  let wasLive = false;
  let hasFailed = false;
  const stopMessages = world.messages.subscribe(() => {
    const messages = world.messages.view();
    const fresh = messages.slice(messages.findLastIndex(({ sequence }) => sequence <= heard) + 1);
    heard = fresh.at(-1)?.sequence ?? heard;
    for (const message of fresh) {
      const event = eventOf(message);
      if (event) tell(event);
    }
  });
  const look = () => {
    const { clients, server } = world.view();
    const message =
      server.phase === 'failed' ? server.message : server.phase === 'refused' ? 'The schema has errors.' : null;
    if (message !== null && !hasFailed) tell({ type: 'failed', message });
    hasFailed = message !== null;
    if (wasLive || clients.length === 0 || clients.some(({ phase }) => phase !== 'live' && phase !== 'offline')) return;
    wasLive = true;
    tell({ type: 'live', clients: clients.length });
  };
  look();
  const stopLooking = world.subscribe(look);
  return () => {
    stopMessages();
    stopLooking();
  };
}

function eventOf({ kind, parties, skipped, rows, revision, summary }: MessageView): EmbedEvent | null {
  if (kind === 'mutation') return { type: 'mutation', client: parties[0]?.name ?? '', summary };
  if (kind !== 'delta') return null;
  const touched = rows.map(({ table, key, removed }) => ({ table, key, removed }));
  return { type: 'delta', revision, rows: touched, told: names(parties), passedOver: names(skipped) };
}

function names(parties: readonly Party[]): readonly string[] {
  return parties.map(({ name }) => name);
}
