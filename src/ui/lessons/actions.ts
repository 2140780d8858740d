// What a lesson can do for a person, as a teacher writes it, and how it is done; the README lists the forms [UI-15].
import { unreachable } from '../../base/assert.ts';
import type { JsonObject } from '../../base/json.ts';
import type { PresetId, World } from '../../world/world.ts';
import { clientOf, readClient, readValues, writeClient, type ClientWord } from './words.ts';

const PRESETS = ['none', 'lan', '3g', 'tunnel', 'cafe'] as const satisfies readonly PresetId[];

export type Action =
  | { readonly kind: 'addClient'; readonly session: JsonObject | null }
  | { readonly kind: 'addClients'; readonly count: number }
  | { readonly kind: 'removeClient'; readonly client: ClientWord }
  | { readonly kind: 'select'; readonly client: ClientWord }
  | { readonly kind: 'online'; readonly client: ClientWord; readonly online: boolean }
  | { readonly kind: 'resync' | 'reconnect'; readonly client: ClientWord }
  | { readonly kind: 'submit'; readonly client: ClientWord; readonly query: string; readonly input: JsonObject }
  | { readonly kind: 'session'; readonly client: ClientWord; readonly session: JsonObject }
  | { readonly kind: 'network'; readonly client: ClientWord | null; readonly preset: PresetId }
  | { readonly kind: 'server'; readonly down: boolean }
  | { readonly kind: 'pause'; readonly paused: boolean }
  | { readonly kind: 'step' };

type Form = readonly [pattern: RegExp, read: (...parts: string[]) => Action | null];

const FORMS: readonly Form[] = [
  [/^add client$/, () => ({ kind: 'addClient', session: null })],
  [/^add (\d+) clients$/, (count) => ({ kind: 'addClients', count: Number(count) })],
  [/^add client (.+)$/, (values) => withValues(values, (session) => ({ kind: 'addClient', session }))],
  [/^remove client (.+)$/, (who) => ({ kind: 'removeClient', client: readClient(who ?? '') })],
  [/^select client (.+)$/, (who) => ({ kind: 'select', client: readClient(who ?? '') })],
  [/^take client (.+) offline$/, (who) => ({ kind: 'online', client: readClient(who ?? ''), online: false })],
  [/^bring client (.+) online$/, (who) => ({ kind: 'online', client: readClient(who ?? ''), online: true })],
  [
    /^(resync|reconnect) client (.+)$/,
    (kind, who) => ({ kind: kind === 'resync' ? 'resync' : 'reconnect', client: readClient(who ?? '') }),
  ],
  [
    /^as client (\d+|"[^"]+"|\S+) run (\w+)(?: with (.+))?$/,
    (who, query, values) =>
      withValues(values ?? '', (input) => ({
        kind: 'submit',
        client: readClient(who ?? ''),
        query: query ?? '',
        input,
      })),
  ],
  [
    /^change the session of client (\d+|"[^"]+"|\S+) to (.+)$/,
    (who, values) => withValues(values, (session) => ({ kind: 'session', client: readClient(who ?? ''), session })),
  ],
  [
    /^set the network to (\w+)$/,
    (preset) => withPreset(preset, (known) => ({ kind: 'network', client: null, preset: known })),
  ],
  [
    /^set the network of client (.+) to (\w+)$/,
    (who, preset) => withPreset(preset, (known) => ({ kind: 'network', client: readClient(who ?? ''), preset: known })),
  ],
  [/^take the server (down|up)$/, (how) => ({ kind: 'server', down: how === 'down' })],
  [/^pause$/, () => ({ kind: 'pause', paused: true })],
  [/^go on$/, () => ({ kind: 'pause', paused: false })],
  [/^let one frame arrive$/, () => ({ kind: 'step' })],
];

/** Reads what a teacher wrote; null when no form fits. */
export function readAction(text: string): Action | null {
  const line = text.trim().replace(/\.$/, '');
  for (const [pattern, read] of FORMS) {
    const found = pattern.exec(line);
    if (found) return read(...found.slice(1));
  }
  return null;
}

function withValues(text: string | undefined, make: (values: JsonObject) => Action): Action | null {
  const values = readValues(text ?? '');
  return values && make(values);
}

function withPreset(text: string | undefined, make: (preset: PresetId) => Action): Action | null {
  const preset = PRESETS.find((known) => known === text);
  return preset ? make(preset) : null;
}

/** Does it. Null, or a sentence about why it could not be done. */
export async function perform(action: Action, world: World): Promise<string | null> {
  switch (action.kind) {
    case 'addClient':
      await world.addClient(action.session ?? undefined);
      return null;
    case 'addClients':
      await world.addClients(action.count);
      return null;
    case 'removeClient':
      return withClient(world, action.client, (id) => world.removeClient(id));
    case 'select':
      return withClient(world, action.client, (id) => world.select(id));
    case 'online':
      return withClient(world, action.client, (id) => world.setOnline(id, action.online));
    case 'resync':
      return withClient(world, action.client, (id) => world.resync(id));
    case 'reconnect':
      return withClient(world, action.client, (id) => world.reconnect(id));
    case 'submit':
      return withClient(world, action.client, async (id) => {
        const answer = await world.submit(id, action.query, action.input);
        return answer.ok ? null : `${action.query}: ${answer.error.message || answer.error.kind}`;
      });
    case 'session':
      return withClient(world, action.client, async (id) => {
        const answer = await world.changeSession(id, action.session);
        return answer.ok ? null : answer.message;
      });
    case 'network':
      if (action.client === null) world.weather.setPreset('all', action.preset);
      else return withClient(world, action.client, (id) => world.weather.setPreset(id, action.preset));
      return null;
    case 'server':
      world.weather.setServerDown(action.down);
      return null;
    case 'pause':
      world.time.setPaused(action.paused);
      return null;
    case 'step':
      world.time.step();
      return null;
    default:
      return unreachable(action);
  }
}

type Id = Parameters<World['select']>[0];

async function withClient(world: World, word: ClientWord, act: (id: Id) => unknown): Promise<string | null> {
  const client = clientOf(world.view(), word);
  if (!client) return `There is no client ${writeClient(word)}.`;
  const problem = await act(client.id);
  return typeof problem === 'string' ? problem : null;
}

/** The action as a teacher would write it: what `readAction` reads back. */
export function writeAction(action: Action): string {
  switch (action.kind) {
    case 'addClient':
      return action.session ? `add client ${writeValues(action.session)}` : 'add client';
    case 'addClients':
      return `add ${action.count} clients`;
    case 'removeClient':
      return `remove client ${writeClient(action.client)}`;
    case 'select':
      return `select client ${writeClient(action.client)}`;
    case 'online':
      return action.online
        ? `bring client ${writeClient(action.client)} online`
        : `take client ${writeClient(action.client)} offline`;
    case 'resync':
    case 'reconnect':
      return `${action.kind} client ${writeClient(action.client)}`;
    case 'submit': {
      const input = writeValues(action.input);
      return `as client ${writeClient(action.client)} run ${action.query}${input === '' ? '' : ` with ${input}`}`;
    }
    case 'session':
      return `change the session of client ${writeClient(action.client)} to ${writeValues(action.session)}`;
    case 'network':
      return `set the network ${action.client === null ? '' : `of client ${writeClient(action.client)} `}to ${action.preset}`;
    case 'server':
      return `take the server ${action.down ? 'down' : 'up'}`;
    case 'pause':
      return action.paused ? 'pause' : 'go on';
    case 'step':
      return 'let one frame arrive';
    default:
      return unreachable(action);
  }
}

function writeValues(values: JsonObject): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join(' ');
}
