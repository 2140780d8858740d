// What happened last, in one sentence: who was told of a write, who caught up, whose connection broke. Pure [UI-5].
import type { ClientId } from '../../base/ids.ts';
import type { FetchedTable, MessageKind, MessageView, Party, TouchedRow } from '../../world/messages.ts';
import type { WorldView } from '../../world/world.ts';
import { bytes, count, counted, listed, listedBy } from '../format.ts';
import { rowWords } from '../row/row-words.ts';

/** What the sentence is told from: a picture, and the messages as they stood then. */
export interface Scene {
  readonly view: Pick<WorldView, 'clients' | 'network' | 'server' | 'revision' | 'time'>;
  /** Oldest first. */
  readonly messages: readonly MessageView[];
  nameOf(party: Party): string;
  /** What a row is called, where somebody holds it. */
  titleOf(table: string, key: string | number): string | null;
}

/** Between two messages that belong to one story, by the world's time. */
const LULL_MS = 2000;
const NOTHING = 'Nothing has happened yet. Submit a mutation to see who is told.';

/** The newest story of the scene. */
export function storyOf(scene: Scene): string {
  const { messages, view } = scene;
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    const sentence = message && sentenceOf(message, index, scene);
    if (sentence) return isUnderWay(message) && view.time.paused ? `${sentence} Time is paused.` : sentence;
  }
  return view.revision === 0 ? NOTHING : `Nothing has happened since this page met revision ${count(view.revision)}.`;
}

/** Null: of this message there is nothing to tell. */
function sentenceOf(message: MessageView, index: number, scene: Scene): string | null {
  switch (message.kind) {
    case 'delta':
      return broadcastSentence(message, scene);
    case 'page':
      return catchUpSentence(index, scene);
    case 'mutation':
    case 'query':
      return requestSentence(message, scene);
    case 'answer':
      return emptySentence(message, index, scene);
    case 'error':
      return message.breaks ? brokenSentence(message, index, scene) : refusedSentence(message, index, scene);
    case 'close':
      return closedSentence(index, scene);
    default:
      return null;
  }
}

/** `Revision 4: posts 7 went to Ann; on its way to Ben; Cleo may not see it and was not told; Dan is offline.` */
function broadcastSentence(delta: MessageView, scene: Scene): string {
  return `Revision ${delta.revision ?? '?'}: ${broadcastText(delta, scene)}`;
}

/** Who was told of a write, without its revision: `posts 7 went to Ann; Cleo may not see it and was not told.` */
export function broadcastText(delta: MessageView, scene: Scene): string {
  const { revision } = delta;
  const all = scene.messages.filter((message) => message.kind === 'delta' && message.revision === revision);
  const brought = fatesOf(
    all.filter(({ rows }) => rows.some(({ removed }) => !removed)),
    scene,
  );
  const taken = fatesOf(
    all.filter(({ rows }) => rows.length > 0 && rows.every(({ removed }) => removed)),
    scene,
  );
  const removal = () => {
    if (brought.some) return [`it ${taken.clauses('left the view of')}`];
    const rows = rowsText(all, true, scene);
    if (!isDelete(delta, scene)) return [`${rows} ${taken.clauses('left the view of')}`];
    return [
      `${rows} ${rowsOf(all, true).size === 1 ? 'was' : 'were'} deleted`,
      `the removal ${taken.clauses('went to')}`,
    ];
  };
  const parts = [
    ...(brought.some ? [`${rowsText(all, false, scene)} ${brought.clauses('went to')}`] : []),
    ...(taken.some ? removal() : []),
    ...notTold(delta, all, scene),
  ];
  return `${parts.join('; ')}.`;
}

/** Whether a client of this page asked for the write, and asked to delete. Its answer follows the deltas. */
function isDelete(delta: MessageView, scene: Scene): boolean {
  const { messages } = scene;
  for (let index = messages.lastIndexOf(delta) + 1; index < messages.length; index++) {
    const answer = messages[index];
    if (answer?.kind !== 'answer' || answer.revision !== delta.revision) continue;
    const asked = requestOf(answer, index, scene)?.message;
    if (asked?.kind === 'mutation') return asked.operation === 'delete';
  }
  return false;
}

/** Those whom messages reached, and those whom they did not (yet). */
function fatesOf(messages: readonly MessageView[], { nameOf, view }: Scene) {
  const found: Record<'arrived' | 'flying' | 'held' | 'lost', Party[]> = {
    arrived: [],
    flying: [],
    held: [],
    lost: [],
  };
  const held = heldFrames(view);
  const clause = (words: string, who: readonly Party[]) =>
    who.length > 0 ? [`${words} ${listedBy(who, nameOf)}`] : [];
  for (const message of messages) {
    for (const party of message.parties) {
      const state = message.deliveries.get(party.id)?.state ?? 'arrived';
      const isHeld = state === 'flying' && held.has(`${message.sequence} ${party.id}`);
      found[isHeld ? 'held' : state].push(party);
    }
  }
  return {
    some: messages.length > 0,
    clauses: (done: string) =>
      [
        ...clause(done, found.arrived),
        ...clause('is on its way to', found.flying),
        ...clause('is held on its way to', found.held),
        ...clause('was lost on its way to', found.lost),
      ].join(', '),
  };
}

function heldFrames({ network }: Scene['view']): ReadonlySet<string> {
  return new Set(network.flying.filter(({ held }) => held).map(({ sequence, client }) => `${sequence} ${client}`));
}

/** `posts 7 “Embers”`, `posts 7, posts 8 and 3 more`. */
function rowsText(deltas: readonly MessageView[], removed: boolean, { titleOf }: Scene): string {
  const rows = rowsOf(deltas, removed);
  const only = rows.size === 1 ? [...rows.values()][0] : undefined;
  return only ? rowWords(only, titleOf(only.table, only.key)) : listed([...rows.keys()]);
}

/** The rows of all these deltas, each once. */
function rowsOf(deltas: readonly MessageView[], removed: boolean): ReadonlyMap<string, TouchedRow> {
  return new Map(
    deltas.flatMap((delta) =>
      delta.rows.filter((row) => removed || !row.removed).map((row) => [`${row.table} ${row.key}`, row] as const),
    ),
  );
}

/** Live clients that were passed over, and those that could not be told. */
function notTold(delta: MessageView, all: readonly MessageView[], { view, nameOf }: Scene): readonly string[] {
  const { skipped } = delta;
  const known = new Set([...all.flatMap(({ parties }) => parties), ...skipped].map(({ id }) => id));
  const absent = view.clients.filter(({ id, phase }) => phase === 'offline' && !known.has(id));
  const it = rowsOf(all, true).size === 1 ? 'it' : 'them';
  // A row that nobody gets any more was judged by what it was before.
  const may = all.every(({ rows }) => rows.every(({ removed }) => removed)) ? 'could' : 'may';
  return [
    ...(skipped.length > 0 ? [`${listedBy(skipped, nameOf)} ${may} not see ${it} and ${was(skipped)} not told`] : []),
    ...(absent.length > 0 ? [`${listedBy(absent, nameOf)} ${is(absent)} offline`] : []),
  ];
}

/** `Ann asks for UpdatePost: on its way to the server.`; of one that arrived its delta or its answer tells. */
function requestSentence(message: MessageView, { nameOf }: Scene): string | null {
  if (!isUnderWay(message)) return null;
  return `${listedBy(message.parties, nameOf)} ${message.summary}: the request is on its way to the server.`;
}

/** Of a write that nobody heard of: it changed nothing, or what nobody here may see. Null where deltas tell. */
function emptySentence(answer: MessageView, index: number, scene: Scene): string | null {
  const { revision } = answer;
  const asked = requestOf(answer, index, scene);
  if (asked?.message.kind !== 'mutation' || revision === null) return null;
  const told = scene.messages.findLastIndex(({ kind }, at) => at < index && kind === 'delta');
  if (told > asked.index) return null;
  const known = scene.messages.findLastIndex((one, at) => at < asked.index && (one.revision ?? -1) >= revision);
  if (known === -1) return `Revision ${revision}: nobody on this page may see what changed, and nobody was told.`;
  return `${listedBy(asked.message.parties, scene.nameOf)} ${asked.message.summary}: nothing changed, and nobody was told.`;
}

/** Of a request that the server refused: `Ann runs CreatePost: 400 BadRequest.` */
function refusedSentence(answer: MessageView, index: number, scene: Scene): string | null {
  const asked = requestOf(answer, index, scene);
  if (asked?.message.kind !== 'mutation' && asked?.message.kind !== 'query') return null;
  const { parties, summary } = asked.message;
  return `${listedBy(parties, scene.nameOf)} ${summary}: refused. ${answer.summary.replace(/\.$/, '')}.`;
}

/** The request that a message answers, and where it stands; undefined where it is not there any more. */
function requestOf({ partner }: MessageView, before: number, { messages }: Scene) {
  for (let index = before - 1; partner !== null && index >= 0; index--) {
    const message = messages[index];
    if (message?.sequence === partner) return { message, index };
    if (message && message.sequence < partner) return undefined;
  }
  return undefined;
}

function brokenSentence({ breaks, parties, summary }: MessageView, index: number, scene: Scene): string | null {
  const present = presentOf(parties, scene);
  if (present.length === 0) return null;
  const names = listedBy(present, scene.nameOf);
  if (breaks === 'request') return `${names}: ${summary}.`;
  const closed = closedSentence(index, scene);
  if (closed) return closed;
  return `${names} lost the connection: ${summary}. It comes back by itself, and what was missed is caught up.`;
}

/** Of clients that closed their connections at one time: who is offline now, or that the server is gone. */
function closedSentence(index: number, scene: Scene): string | null {
  const closes = around(scene.messages, index, ({ kind, breaks }) => kind === 'close' || breaks === 'connection');
  const gone = new Set(closes.flatMap(({ parties }) => parties.map(({ id }) => id)));
  const parties = scene.view.clients.filter(({ id }) => gone.has(id));
  if (parties.length === 0) return null;
  if (scene.view.server.phase === 'stopped') {
    return `The server stopped: ${counted(parties.length, 'client')} lost the connection and show what they cached.`;
  }
  const offline = parties.filter(({ phase }) => phase === 'offline');
  if (offline.length === 0) return null;
  return `${listedBy(offline, scene.nameOf)} went offline; what changes meanwhile is caught up later.`;
}

/** `Ann came back and caught up: 2 rows of posts (1.2 kB).` */
function catchUpSentence(index: number, scene: Scene): string | null {
  const story = lastCatchUp(around(scene.messages, index, ({ kind }) => isOfCatchUp(kind)));
  const pages = story.filter(({ kind }) => kind === 'page');
  const present = presentOf(
    pages.flatMap(({ parties }) => parties),
    scene,
  );
  if (present.length === 0) return null;
  const cause = story.find(({ kind }) => kind === 'catchupRequired')?.summary.replace(/^must catch up: /, '');
  const isFirst = story.every(({ kind, tables }) => kind !== 'catchup' || tables.length === 0);
  const who = listedBy(present, scene.nameOf);
  const what = fetchedText(pages);
  const cost = ` (${bytes(pages.reduce((sum, page) => sum + page.bytes, 0))})`;
  if (pages.some((page) => isUnderWay(page)))
    return `${who} ${is(present)} catching up: ${what ?? 'nothing new'} on the way.`;
  if (cause !== undefined) {
    const anew = pages.flatMap(({ fetched }) => fetched ?? []).filter((one) => one.anew);
    const dropped = [...new Set(anew.map(({ table }) => table))];
    if (dropped.length > 0) {
      return `${capital(cause)}: ${who} dropped all rows of ${listed(dropped)} and fetched ${what ?? 'nothing'} anew${cost}.`;
    }
    return `${capital(cause)}: ${who} caught up, ${what === null ? 'and nothing was new' : `fetching ${what}${cost}`}.`;
  }
  if (isFirst) return `${who} connected and fetched ${what === null ? 'nothing: no rows to see' : what + cost}.`;
  return `${who} came back, ${what === null ? 'and had missed nothing' : `and caught up: ${what}${cost}`}.`;
}

/** `131 rows of posts, 2 removed; 6 rows of users`; null where nothing came. */
function fetchedText(pages: readonly MessageView[]): string | null {
  const tables = new Map<string, FetchedTable>();
  for (const one of pages.flatMap(({ fetched }) => fetched ?? [])) {
    const before = tables.get(one.table);
    const rows = one.rows + (before?.rows ?? 0);
    tables.set(one.table, { ...one, rows, removed: one.removed + (before?.removed ?? 0) });
  }
  const parts = [...tables.values()].flatMap(({ table, rows, removed }) => [
    ...(rows > 0 ? [`${counted(rows, 'row')} of ${table}`] : []),
    ...(removed > 0 ? [`${counted(removed, 'removal')} of ${table}`] : []),
  ]);
  return parts.length === 0 ? null : listed(parts);
}

/** The messages of such kinds that ended in the one at `index`, without a lull between them; signs of life aside. */
function around(
  messages: readonly MessageView[],
  index: number,
  belongs: (message: MessageView) => boolean,
): readonly MessageView[] {
  const found: MessageView[] = [];
  let { atMs: latestMs = 0 } = messages[index] ?? {};
  for (let at = index; at >= 0; at--) {
    const message = messages[at];
    if (!message || latestMs - message.atMs > LULL_MS) break;
    if (!belongs(message)) continue;
    found.push(message);
    latestMs = message.atMs;
  }
  return found;
}

/** Newest first: what came before the demand to catch up again is an older story. */
function lastCatchUp(story: readonly MessageView[]): readonly MessageView[] {
  const asked = story.findIndex(({ kind }) => kind === 'catchupRequired');
  const older = asked === -1 ? -1 : story.findIndex(({ kind }, at) => at > asked && kind !== 'catchupRequired');
  return older === -1 ? story : story.slice(0, older);
}

function isOfCatchUp(kind: MessageKind): boolean {
  return kind === 'page' || kind === 'catchup' || kind === 'catchupRequired';
}

/** Clients that are still on the page, each once. */
function presentOf(parties: readonly Party[], { view }: Scene): readonly Party[] {
  const ids = new Set<ClientId>(parties.map(({ id }) => id));
  return view.clients.filter(({ id }) => ids.has(id));
}

function isUnderWay({ deliveries }: MessageView): boolean {
  return [...deliveries.values()].some(({ state }) => state === 'flying');
}

function is(names: readonly Party[]): string {
  return names.length === 1 ? 'is' : 'are';
}

function was(names: readonly Party[]): string {
  return names.length === 1 ? 'was' : 'were';
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
