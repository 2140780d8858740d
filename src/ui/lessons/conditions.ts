// What a goal can ask of the world, as a teacher writes it, and whether it holds. Pure; the README lists the forms [UI-15].
import { unreachable } from '../../base/assert.ts';
import type { JsonValue } from '../../base/json.ts';
import type { MessageKind, MessageView } from '../../world/messages.ts';
import type { Cell, ClientView, WorldView } from '../../world/world.ts';
import { clientOf, readClient, readKey, sameValue, tableOf, type ClientWord } from './words.ts';

type Phrase = 'live' | 'offline' | 'catching up';
const MESSAGE_KINDS = [
  'connected',
  'catchup',
  'page',
  'query',
  'mutation',
  'answer',
  'delta',
  'catchupRequired',
  'error',
] as const;

export type Condition =
  | { readonly kind: 'phase'; readonly client: ClientWord | 'every'; readonly phase: Phrase }
  | {
      readonly kind: 'holds';
      readonly who: ClientWord | 'every' | 'no';
      readonly table: string;
      readonly key: string | number;
      readonly not: boolean;
    }
  | {
      readonly kind: 'holdsSuch';
      readonly who: ClientWord | 'every' | 'no';
      readonly table: string;
      readonly field: string;
      readonly value: JsonValue;
      readonly not: boolean;
    }
  | {
      readonly kind: 'holdsCount';
      readonly client: ClientWord;
      readonly table: string;
      readonly count: number;
      readonly compare: Compare;
    }
  | { readonly kind: 'clients'; readonly count: number; readonly compare: Compare }
  | { readonly kind: 'exact' }
  | {
      readonly kind: 'message';
      readonly message: MessageKind;
      readonly client: ClientWord | null;
      readonly row: RowMark | null;
    }
  | { readonly kind: 'hashChanged'; readonly client: ClientWord; readonly table: string | null }
  | { readonly kind: 'session'; readonly client: ClientWord; readonly field: string; readonly value: JsonValue }
  | { readonly kind: 'network'; readonly client: ClientWord | null; readonly preset: string }
  | { readonly kind: 'server'; readonly down: boolean }
  | { readonly kind: 'paused'; readonly paused: boolean };

type Compare = 'exactly' | 'at least' | 'at most';

/** A row in a message; `removed`: that it took away. */
interface RowMark {
  readonly table: string;
  readonly key: string | number;
  readonly removed: boolean;
}

/** How things were when the step began. */
export interface Baseline {
  /** Of the last message. */
  readonly sequence: number;
  /** `client table` → permission hash. */
  readonly hashes: ReadonlyMap<string, string | null>;
}

/** What a condition is held against. */
export interface Scene {
  readonly view: WorldView;
  readonly messages: readonly MessageView[];
  readonly since: Baseline;
}

/** How things are now, to be compared with later. */
export function baselineOf(view: WorldView, messages: readonly MessageView[]): Baseline {
  const hashes = view.clients.flatMap(({ id, cursor }) =>
    cursor.map(({ table, permissionHash }) => [`${id} ${table}`, permissionHash] as const),
  );
  return { sequence: messages.at(-1)?.sequence ?? 0, hashes: new Map(hashes) };
}

type Form = readonly [pattern: RegExp, read: (...parts: string[]) => Condition | null];

const KEY = String.raw`(\d+|"[^"]*")`;
const VALUE = String.raw`("[^"]*"|[\w.-]+)`;
const WHO = String.raw`(?:client (.+?)|(every|no) client)`;

/** The forms, in the order in which they are tried. */
const FORMS: readonly Form[] = [
  [
    /^every client is (live|offline|catching up)$/,
    (phase) => ({ kind: 'phase', client: 'every', phase: asPhrase(phase) }),
  ],
  [
    /^client (.+?) is (live|offline|catching up)$/,
    (who, phase) => ({ kind: 'phase', client: readClient(who ?? ''), phase: asPhrase(phase) }),
  ],
  [/^every view is exact$/, () => ({ kind: 'exact' })],
  [/^the server is (up|down)$/, (how) => ({ kind: 'server', down: how === 'down' })],
  [/^the world is (paused|running)$/, (how) => ({ kind: 'paused', paused: how === 'paused' })],
  [
    /^there are (?:(exactly|at least|at most) )?(\d+) clients$/,
    (how, count) => ({ kind: 'clients', count: Number(count), compare: asCompare(how) }),
  ],
  [/^the network is (\w+)$/, (preset) => ({ kind: 'network', client: null, preset: preset ?? '' })],
  [
    /^the network of client (.+?) is (\w+)$/,
    (who, preset) => ({ kind: 'network', client: readClient(who ?? ''), preset: preset ?? '' }),
  ],
  [
    /^the permission hash of client (.+?) changed(?: in (\w+))?$/,
    (who, table) => ({ kind: 'hashChanged', client: readClient(who ?? ''), table: table ?? null }),
  ],
  [
    new RegExp(`^the session of client (.+?) has (\\w+) = ${VALUE}$`),
    (who, field, value) => ({
      kind: 'session',
      client: readClient(who ?? ''),
      field: field ?? '',
      value: asValue(value),
    }),
  ],
  [
    new RegExp(`^${WHO} (holds|does not hold) (?:a|an) (\\w+) with (\\w+) = ${VALUE}$`),
    (client, group, verb, table, field, value) => ({
      kind: 'holdsSuch',
      who: asWho(client, group),
      table: table ?? '',
      field: field ?? '',
      value: asValue(value),
      not: verb !== 'holds',
    }),
  ],
  [
    /^client (.+?) holds (?:(exactly|at least|at most) )?(\d+) (\w+s)$/,
    (who, how, count, table) => ({
      kind: 'holdsCount',
      client: readClient(who ?? ''),
      table: table ?? '',
      count: Number(count),
      compare: asCompare(how),
    }),
  ],
  [
    new RegExp(`^${WHO} (holds|does not hold) (\\w+) ${KEY}$`),
    (client, group, verb, table, key) => ({
      kind: 'holds',
      who: asWho(client, group),
      table: table ?? '',
      key: readKey(key ?? '') ?? '',
      not: verb !== 'holds',
    }),
  ],
  [
    new RegExp(`^an? (\\w+) message(?: (?:to|from) client (.+?))?(?: (with|removing) (\\w+) ${KEY})? was sent$`),
    (kind, who, how, table, key) => {
      const message = MESSAGE_KINDS.find((known) => known === kind);
      if (!message) return null;
      const row = table === undefined ? null : { table, key: readKey(key ?? '') ?? '', removed: how === 'removing' };
      return { kind: 'message', message, client: who === undefined ? null : readClient(who), row };
    },
  ],
];

/** Reads what a teacher wrote; null when no form fits. */
export function readCondition(text: string): Condition | null {
  const line = text.trim().replace(/\.$/, '');
  for (const [pattern, read] of FORMS) {
    const found = pattern.exec(line);
    if (found) return read(...found.slice(1));
  }
  return null;
}

function asPhrase(text: string | undefined): Phrase {
  return text === 'live' || text === 'offline' ? text : 'catching up';
}

function asCompare(text: string | undefined): Compare {
  return text === 'at least' || text === 'at most' ? text : 'exactly';
}

function asWho(client: string | undefined, group: string | undefined): ClientWord | 'every' | 'no' {
  if (group === 'every' || group === 'no') return group;
  return readClient(client ?? '');
}

function asValue(text: string | undefined): JsonValue {
  const plain = text ?? '';
  if (plain === 'true' || plain === 'false') return plain === 'true';
  const quoted = /^"(.*)"$/.exec(plain);
  if (quoted) return quoted[1] ?? '';
  return plain !== '' && Number.isFinite(Number(plain)) ? Number(plain) : plain;
}

/** Whether the condition holds now. A client that is not there, or a table that the schema lacks, makes it false. */
export function holds(condition: Condition, scene: Scene): boolean {
  const { view } = scene;
  switch (condition.kind) {
    case 'phase':
      return phaseHolds(view, condition.client, condition.phase);
    case 'holds':
      return anyOf(
        view,
        condition.who,
        condition.not,
        (client) => cellOf(view, client, condition.table, condition.key) !== undefined,
      );
    case 'holdsSuch':
      return anyOf(view, condition.who, condition.not, (client) =>
        cellsOf(view, client, condition.table).some(({ row }) => sameValue(row[condition.field], condition.value)),
      );
    case 'holdsCount': {
      const client = clientOf(view, condition.client);
      return client !== undefined && compares(cellsOf(view, client, condition.table).length, condition);
    }
    case 'clients':
      return compares(view.clients.length, condition);
    case 'exact':
      return view.proof.state === 'exact';
    case 'message':
      return scene.messages.some(
        (message) => message.sequence > scene.since.sequence && isSuch(message, condition, view),
      );
    case 'hashChanged':
      return hashChanged(scene, condition.client, condition.table);
    case 'session':
      return sameValue(clientOf(view, condition.client)?.session?.[condition.field], condition.value);
    case 'network':
      return condition.client === null
        ? view.network.preset === condition.preset
        : clientOf(view, condition.client)?.preset === condition.preset;
    case 'server':
      return view.network.serverDown === condition.down;
    case 'paused':
      return view.time.paused === condition.paused;
    default:
      return unreachable(condition);
  }
}

function phaseHolds(view: WorldView, word: ClientWord | 'every', phase: Phrase): boolean {
  const is = (client: ClientView | undefined) =>
    client !== undefined && (phase === 'catching up' ? client.phase === 'catching_up' : client.phase === phase);
  return word === 'every' ? view.clients.length > 0 && view.clients.every(is) : is(clientOf(view, word));
}

function anyOf(
  view: WorldView,
  who: ClientWord | 'every' | 'no',
  not: boolean,
  test: (client: ClientView) => boolean,
): boolean {
  if (who === 'every') return view.clients.length > 0 && view.clients.every((client) => test(client) !== not);
  if (who === 'no') return view.clients.length > 0 && !view.clients.some((client) => test(client) !== not);
  const client = clientOf(view, who);
  return client !== undefined && test(client) !== not;
}

function cellsOf(view: WorldView, client: ClientView, word: string): readonly Cell[] {
  const name = tableOf(view.schema, word)?.name;
  return client.tables.find(({ table }) => table === name)?.cells ?? [];
}

function cellOf(view: WorldView, client: ClientView, table: string, key: string | number): Cell | undefined {
  return cellsOf(view, client, table).find((cell) => cell.key === key);
}

function compares(found: number, { count, compare }: { readonly count: number; readonly compare: Compare }): boolean {
  if (compare === 'exactly') return found === count;
  return compare === 'at least' ? found >= count : found <= count;
}

type MessageCondition = Extract<Condition, { readonly kind: 'message' }>;

function isSuch(message: MessageView, { message: kind, client, row }: MessageCondition, view: WorldView): boolean {
  if (message.kind !== kind) return false;
  if (client !== null) {
    const wanted = clientOf(view, client)?.id;
    if (!message.parties.some(({ id }) => id === wanted)) return false;
  }
  if (row === null) return true;
  const table = tableOf(view.schema, row.table)?.name;
  return message.rows.some(
    (touched) => touched.table === table && touched.key === row.key && touched.removed === row.removed,
  );
}

function hashChanged({ view, since }: Scene, word: ClientWord, table: string | null): boolean {
  const client = clientOf(view, word);
  const wanted = table === null ? null : (tableOf(view.schema, table)?.name ?? table);
  return (client?.cursor ?? []).some((line) => {
    if (wanted !== null && line.table !== wanted) return false;
    const before = since.hashes.get(`${client?.id} ${line.table}`);
    return before !== undefined && before !== null && line.permissionHash !== null && before !== line.permissionHash;
  });
}
