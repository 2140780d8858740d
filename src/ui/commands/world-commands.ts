// Commands about the network of all clients and about the server.
import { CONDITIONS_PRESETS } from '../../network/presets.ts';
import type { Page } from '../page.tsx';
import type { Command } from './command.ts';

export function networkCommands(page: Page): readonly Command[] {
  const { weather } = page.world;
  const { preset, serverDown } = page.now().network;
  return [
    ...CONDITIONS_PRESETS.map(({ id, name }): Command => ({
      id: `network ${id}`,
      title: `Network of all clients: ${name}`,
      group: 'Network',
      alike: 'weather slow latency loss',
      enabled: id !== preset,
      run: () => weather.setPreset('all', id),
    })),
    {
      id: 'server-down',
      title: serverDown ? 'Bring the server back' : 'Take the server down',
      group: 'Network',
      alike: 'offline',
      run: () => weather.setServerDown(!serverDown),
    },
  ];
}

/** Seed of the rows that a person finds at the first visit. */
const SEED = 1;

export function serverCommands(page: Page): readonly Command[] {
  const enabled = page.now().server.phase === 'running' && page.moment() === null;
  const over = (id: string, title: string, empty: boolean): Command => ({
    id,
    title,
    group: 'Server',
    alike: 'reset new database',
    enabled,
    run: () => void page.world.reset({ seed: SEED, empty }),
  });
  return [
    over('reset', 'Start over with the rows of the first visit', false),
    over('empty', 'Start over without rows', true),
    ...runCommands(page),
    ...projectCommands(page, enabled),
  ];
}

/** Stopping the server, starting it, and both. */
function runCommands(page: Page): readonly Command[] {
  const { database } = page.world;
  const { phase } = page.now().server;
  const isPresent = page.moment() === null;
  const group = 'Server';
  const running = isPresent && phase === 'running';
  return [
    { id: 'server-stop', title: 'Stop the server', group, alike: 'halt', enabled: running, run: () => void database.stop() }, // prettier-ignore
    { id: 'server-start', title: 'Start the server', group, enabled: isPresent && phase === 'stopped', run: () => void database.start() }, // prettier-ignore
    { id: 'server-restart', title: 'Restart the server from what it kept', group, alike: 'crash journal', enabled: running, run: () => void database.restart() }, // prettier-ignore
  ];
}

function projectCommands(page: Page, enabled: boolean): readonly Command[] {
  const { project } = page.world;
  const { shipped, revertible } = page.now().project;
  return [
    ...project.shipped.map(({ id, name, about }): Command => ({
      id: `project ${id}`,
      title: `Start over with the project ${name}`,
      group: 'Server',
      alike: `schema example ${about}`,
      enabled: enabled && id !== shipped,
      run: () => void project.choose(id),
    })),
    {
      id: 'project-back',
      title: 'Take back the last change of the schema',
      group: 'Server',
      alike: 'undo revert permission',
      enabled: enabled && revertible,
      run: () => void project.revert(),
    },
  ];
}
