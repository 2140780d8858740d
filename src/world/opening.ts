// Which world a page opens: the visitor's own, or the one that a link describes [UI-13]. Reads recipes only where there is one.
import { ownWorld, worldName, type Notebook } from './worlds.ts';
import type { ShippedProject, WorldStart } from './recipe.ts';

/** A world to open, and what the visitor should know of it. */
export interface Opening {
  readonly start: WorldStart;
  /** Name under which this browser keeps it; absent: the page's own start, null: kept nowhere. */
  readonly world: string | null | undefined;
  /** What it was made by, packed; null for the page's own start. */
  readonly packed: string | null;
  /** Whether it is a link's world that the visitor did not make the own one. */
  readonly visiting: boolean;
  /** Why the link could not be opened, in a sentence; null when nothing went wrong. */
  readonly problem: string | null;
}

export interface OpeningOptions {
  /** `w1.…`, or empty. */
  readonly packed: string;
  readonly notebook: Notebook;
  /** How the page starts by itself. */
  readonly own: WorldStart;
  readonly shipped: readonly ShippedProject[];
  /** Path of the site: sites of one origin have worlds of their own. */
  readonly site?: string;
}

/** Decides what to open. A link that nothing can be made of leads to the visitor's own world, with a sentence that says why. */
export async function readOpening(options: OpeningOptions): Promise<Opening> {
  const { packed, notebook, own } = options;
  const mine = ownWorld(notebook);
  const ownStart: Opening = { start: own, world: undefined, packed: null, visiting: false, problem: null };
  if (packed === '')
    return mine ? orElse(await readPacked(mine.packed, options), mine.name, false, ownStart) : ownStart;
  const read = await readPacked(packed, options);
  const name = read.ok ? await worldName(read.canonical, options.site) : null;
  if (read.ok || !mine) return orElse(read, name, name === null || name !== mine?.name, ownStart);
  return { ...orElse(await readPacked(mine.packed, options), mine.name, false, ownStart), problem: read.message };
}

type ReadPacked =
  | { readonly ok: true; readonly start: WorldStart; readonly canonical: string }
  | { readonly ok: false; readonly message: string };

async function readPacked(packed: string, { own, shipped }: OpeningOptions): Promise<ReadPacked> {
  const { packRecipe, unpackRecipe } = await import('./recipe-link.ts');
  const { startOf } = await import('./recipe.ts');
  const read = unpackRecipe(packed);
  if (!read.ok) return read;
  const cooked = startOf(read.recipe, own, shipped);
  return cooked.ok ? { ok: true, start: cooked.start, canonical: packRecipe(read.recipe) } : cooked;
}

function orElse(read: ReadPacked, world: string | null, visiting: boolean, fallback: Opening): Opening {
  if (!read.ok) return { ...fallback, problem: read.message };
  return { start: read.start, world, packed: read.canonical, visiting, problem: null };
}
