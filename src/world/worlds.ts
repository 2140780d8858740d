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

const keptWorld = v.object({ name: v.string(), packed: v.string() });
const notes = v.object({
  /** The visitor's own world, where that is one that came by a link. */
  own: v.nullable(keptWorld),
  /** The one before it, while the way back is offered; absent when it is not. */
  before: v.optional(v.nullable(keptWorld)),
  /** Names of worlds that came by links, the newest first. */
  opened: v.array(v.string()),
});
type Notes = v.InferOutput<typeof notes>;

const STORED_AS = 'pyre-sync worlds';
/** Worlds of links that are kept; the one that was opened longest ago is forgotten. */
export const LINKS_KEPT = 16;
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

/** The name of the world that a packed recipe makes; null where there is no way to make one: such a world is kept nowhere. */
export async function worldName(packed: string): Promise<string | null> {
  if (typeof crypto === 'undefined' || typeof crypto.subtle === 'undefined') return null;
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(packed));
  const text = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `link-${text.slice(0, 24)}`;
}

/** The visitor's own world, where it came by a link; null for the one that the page makes by itself. */
export function ownWorld(notebook: Notebook): KeptWorld | null {
  return read(notebook).own;
}

/** Makes a world the visitor's own. Nothing is lost: the other one stays where it is, and the way back is offered. */
export function makeOwn(notebook: Notebook, world: KeptWorld): void {
  const { own, opened } = read(notebook);
  write(notebook, { own: world, before: own, opened });
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
export function noteOpened(notebook: Notebook, name: string): readonly string[] {
  const { opened, ...others } = read(notebook);
  const newestFirst = [name, ...opened.filter((other) => other !== name)];
  const isKept = (other: string, index: number) =>
    index < LINKS_KEPT || other === others.own?.name || other === others.before?.name;
  write(notebook, { ...others, opened: newestFirst.filter(isKept) });
  return newestFirst.filter((other, index) => !isKept(other, index));
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
