// The worlds that this browser keeps: the visitor's own, and those of links that were opened [UI-13].
import * as v from 'valibot';
import { parseJson } from '../base/json.ts';
import { sitePath } from './site.ts';

/** A world with a name: everything that it keeps is kept under it. */
export interface KeptWorld {
  readonly name: string;
  /** What it was made by, packed. */
  readonly packed: string;
}

/** A world of a link, as this browser knows it. */
export interface NotedWorld {
  readonly name: string;
  /** What it was made by, packed; null where an earlier version of the page did not note it. */
  readonly packed: string | null;
  /** When it was opened last, by the clock on the wall; null where it was not noted. */
  readonly openedAtMs: number | null;
  /** Id of the lesson that it was opened for. */
  readonly lesson?: string;
  /** What the visitor calls it. */
  readonly title?: string;
  /** Whether it was the visitor's own for a time, so that it is kept until it is forgotten. */
  readonly kept?: true;
  /** Whether it is to be forgotten, as soon as that is not taken back any more. */
  readonly going?: true;
}

const keptWorld = v.object({ name: v.string(), packed: v.string() });
const flag = v.exactOptional(v.literal(true));
const notedWorld = v.object({
  name: v.string(),
  packed: v.nullable(v.string()),
  openedAtMs: v.nullable(v.number()),
  lesson: v.exactOptional(v.string()),
  title: v.exactOptional(v.string()),
  kept: flag,
  going: flag,
});
/** Earlier versions of the page noted names alone. */
const nameAlone = v.pipe(
  v.string(),
  v.transform((name): NotedWorld => ({ name, packed: null, openedAtMs: null })),
);
const notes = v.object({
  /** The visitor's own world, where that is one that came by a link. */
  own: v.nullable(keptWorld),
  /** The one before it, while the way back is offered; absent when it is not. */
  before: v.optional(v.nullable(keptWorld)),
  /** Worlds that came by links, the newest first. */
  opened: v.array(v.union([nameAlone, notedWorld])),
});
type Notes = v.InferOutput<typeof notes>;

const STORED_AS = 'pyre-sync worlds';
/** Worlds of links that are kept beside those that a visitor made the own one; the one that was opened longest ago is forgotten. */
export const LINKS_KEPT = 16;
/** Characters of a title. */
export const LONGEST_TITLE = 60;
const NOTHING: Notes = { own: null, opened: [] };

/** What of `localStorage` is used; it may be missing or throw. */
export type Notebook = Pick<Storage, 'getItem' | 'setItem'>;

/** This browser's; reached for at every use, as a frame without storage throws at the mere name. */
export const notebook: Notebook = {
  getItem: (name) => localStorage.getItem(`${name} ${sitePath()}`),
  setItem: (name, text) => localStorage.setItem(`${name} ${sitePath()}`, text),
};

/** Notes nothing: for a page that is a figure in another one. */
export const NO_NOTES: Notebook = { getItem: () => null, setItem: () => undefined };

/**
 * The name of the world that a packed recipe makes on the site at the path `site`; null where there is no way to make one: such
 * a world is kept nowhere.
 */
export async function worldName(packed: string, site = '/'): Promise<string | null> {
  if (typeof crypto === 'undefined' || typeof crypto.subtle === 'undefined') return null;
  const told = site === '/' ? packed : `${site} ${packed}`;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(told));
  const text = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `link-${text.slice(0, 24)}`;
}

/** The visitor's own world, where it came by a link; null for the one that the page makes by itself. */
export function ownWorld(notebook: Notebook): KeptWorld | null {
  return read(notebook).own;
}

/**
 * Makes a world the visitor's own; null: the one that the page makes by itself. Nothing is lost: the other one is kept until it
 * is forgotten, and the way back is offered.
 */
export function makeOwn(notebook: Notebook, world: KeptWorld | null): void {
  const { own, opened } = read(notebook);
  write(notebook, { own: world, before: own, opened: own ? changed(opened, { ...own, kept: true }) : opened });
}

/** Whether a world was made the own one, and the way back is still offered. */
export function mayUndo(notebook: Notebook): boolean {
  return read(notebook).before !== undefined;
}

/** Makes the world before the own one again (`undo`), or lets the way back go. */
export function settleOwn(notebook: Notebook, undo: boolean): void {
  const { own, before, opened } = read(notebook);
  write(notebook, { own: undo && before !== undefined ? before : own, opened });
}

/** Notes that a link's world was opened. Answers the names of those that are kept no longer. */
export function noteOpened(
  notebook: Notebook,
  world: KeptWorld & Pick<NotedWorld, 'lesson'>,
  nowMs: number,
): readonly string[] {
  const { opened, ...others } = read(notebook);
  const { going: _going, ...known } = opened.find(({ name }) => name === world.name) ?? {};
  const newest: NotedWorld = { ...known, ...world, openedAtMs: nowMs };
  const newestFirst = [newest, ...opened.filter(({ name }) => name !== world.name)];
  const safe = new Set(keptNames({ ...others, opened: newestFirst }));
  const passing = newestFirst.filter(({ name }) => !safe.has(name)).slice(LINKS_KEPT);
  write(notebook, { ...others, opened: newestFirst.filter((other) => !passing.includes(other)) });
  return passing.map(({ name }) => name);
}

/** The worlds of links that this browser keeps, the one that was opened last first. */
export function notedWorlds(notebook: Notebook): readonly NotedWorld[] {
  const { own, opened } = read(notebook);
  return own ? changed(opened, own) : opened;
}

/** Names of the worlds that make room for no other: the own one, the one before, and those that were the own one for a time. */
export function protectedWorlds(notebook: Notebook): readonly string[] {
  return keptNames(read(notebook));
}

/** Gives a world a title; an empty one takes it away. */
export function entitle(notebook: Notebook, name: string, title: string): void {
  const text = title.trim().slice(0, LONGEST_TITLE);
  change(notebook, name, ({ title: _former, ...world }) => (text === '' ? world : { ...world, title: text }));
}

/** Notes that a world is to be forgotten, or that it is not after all. The own one stays. */
export function letGo(notebook: Notebook, name: string, going: boolean): void {
  if (going && ownWorld(notebook)?.name === name) return;
  change(notebook, name, ({ going: _former, ...world }) => (going ? { ...world, going: true } : world));
}

/** Strikes the worlds that are to be forgotten from the notes. Answers their names, so that what they kept can go. */
export function strikeGoing(notebook: Notebook): readonly string[] {
  const { opened, before, ...others } = read(notebook);
  const going = opened.filter((world) => world.going === true).map(({ name }) => name);
  if (going.length === 0) return going;
  const wayBack = before === undefined || (before && going.includes(before.name)) ? {} : { before };
  write(notebook, { ...others, ...wayBack, opened: opened.filter(({ name }) => !going.includes(name)) });
  return going;
}

function keptNames({ own, before, opened }: Notes): readonly string[] {
  const beside = opened.filter(({ kept, going }) => kept === true && going !== true);
  return [...new Set([own, before, ...beside].flatMap((world) => (world ? [world.name] : [])))];
}

/** The worlds with these things changed of one; at the end, where it was not noted yet. */
function changed(opened: readonly NotedWorld[], change: KeptWorld & Pick<NotedWorld, 'kept'>): NotedWorld[] {
  if (!opened.some(({ name }) => name === change.name)) return [...opened, { openedAtMs: null, ...change }];
  return opened.map((world) => (world.name === change.name ? { ...world, ...change } : world));
}

function change(notebook: Notebook, name: string, how: (world: NotedWorld) => NotedWorld): void {
  const { opened, ...others } = read(notebook);
  write(notebook, { ...others, opened: opened.map((world) => (world.name === name ? how(world) : world)) });
}

function read(notebook: Notebook): Notes {
  try {
    const read = v.safeParse(notes, parseJson(notebook.getItem(STORED_AS) ?? ''));
    return read.success ? read.output : NOTHING;
  } catch {
    return NOTHING;
  }
}

function write(notebook: Notebook, next: Notes): void {
  try {
    notebook.setItem(STORED_AS, JSON.stringify(next));
  } catch {
    // Storage that is blocked or full keeps nothing: then links are opened anew every time.
  }
}
