// What a person does in the world, as actions of a lesson: read off the pictures and messages. Pure.
import { isJsonObject, parseJson } from '../../base/json.ts';
import type { MessageView } from '../../world/messages.ts';
import type { ClientView, WorldView } from '../../world/world.ts';
import type { Action } from './actions.ts';

/** What the last look saw. */
interface Seen {
  readonly view: WorldView;
  readonly sequence: number;
  /** Clients whose session is known, by their ids. */
  readonly met: ReadonlyMap<string, ClientView>;
}

/** More newcomers than this at once were asked for by their number. */
const MANY = 5;

/** Looks again and again; each look tells what was done since the last one. */
export class Recorder {
  #seen: Seen;

  constructor(view: WorldView, messages: readonly MessageView[]) {
    this.#seen = { view, sequence: messages.at(-1)?.sequence ?? 0, met: metIn(view, new Map()) };
  }

  look(view: WorldView, messages: readonly MessageView[]): readonly Action[] {
    const { view: before, sequence, met } = this.#seen;
    const numbers = new Map([...met.values(), ...view.clients].map(({ id, number }) => [id, number]));
    const fresh = messages.slice(messages.findLastIndex((message) => message.sequence <= sequence) + 1);
    const actions = [
      ...surroundings(before, view),
      ...arrivals(met, view),
      ...departures(before, view),
      ...view.clients.flatMap((client) => changes(met.get(client.id), client, before, view)),
      ...fresh.flatMap((message) => submitted(message, numbers)),
    ];
    this.#seen = { view, sequence: fresh.at(-1)?.sequence ?? sequence, met: metIn(view, met) };
    return actions;
  }
}

/** A client counts when it is known who it is; what it was before it left the line stays in mind. */
function metIn(view: WorldView, met: ReadonlyMap<string, ClientView>): ReadonlyMap<string, ClientView> {
  const entries = view.clients.flatMap((client): [string, ClientView][] => {
    const known = met.get(client.id);
    if (client.phase === 'connecting' || client.phase === 'catching_up')
      return known ? [[client.id, { ...client, phase: known.phase, session: client.session ?? known.session }]] : [];
    return client.session === null && !known ? [] : [[client.id, client]];
  });
  return new Map(entries);
}

function surroundings(before: WorldView, after: WorldView): readonly Action[] {
  const actions: Action[] = [];
  if (before.network.preset !== after.network.preset)
    actions.push({ kind: 'network', client: null, preset: after.network.preset });
  if (before.network.serverDown !== after.network.serverDown)
    actions.push({ kind: 'server', down: after.network.serverDown });
  if (before.time.paused !== after.time.paused) actions.push({ kind: 'pause', paused: after.time.paused });
  return actions;
}

function arrivals(met: ReadonlyMap<string, ClientView>, view: WorldView): readonly Action[] {
  const isNew = ({ id, phase, session }: ClientView) => !met.has(id) && phase === 'live' && session !== null;
  const newcomers = view.clients.filter(isNew);
  if (newcomers.length > MANY) return [{ kind: 'addClients', count: newcomers.length }];
  return newcomers.map(({ session }) => ({ kind: 'addClient', session }));
}

function departures(before: WorldView, after: WorldView): readonly Action[] {
  const present = new Set<string>(after.clients.map(({ id }) => id));
  return before.clients
    .filter(({ id }) => !present.has(id))
    .map(({ number }) => ({ kind: 'removeClient', client: number }));
}

function changes(
  known: ClientView | undefined,
  client: ClientView,
  before: WorldView,
  after: WorldView,
): readonly Action[] {
  if (!known) return [];
  const { number, phase, session, preset } = client;
  const actions: Action[] = [];
  const quiet = before.network.serverDown || after.network.serverDown;
  if (!quiet && known.phase === 'live' && phase === 'offline')
    actions.push({ kind: 'online', client: number, online: false });
  if (!quiet && known.phase === 'offline' && phase === 'live')
    actions.push({ kind: 'online', client: number, online: true });
  if (session && known.session && phase === 'live' && JSON.stringify(session) !== JSON.stringify(known.session))
    actions.push({ kind: 'session', client: number, session });
  const isOwn = preset !== null && preset !== known.preset && before.network.preset === after.network.preset;
  if (isOwn) actions.push({ kind: 'network', client: number, preset });
  return actions;
}

function submitted(
  { kind, summary, parties, payload }: MessageView,
  numbers: ReadonlyMap<string, number>,
): readonly Action[] {
  if (kind !== 'mutation' && kind !== 'query') return [];
  const query = /^runs (\w+)/.exec(summary)?.[1];
  const number = numbers.get(parties[0]?.id ?? '');
  const input = parseJson(payload);
  if (query === undefined || number === undefined) return [];
  return [{ kind: 'submit', client: number, query, input: isJsonObject(input) ? input : {} }];
}
