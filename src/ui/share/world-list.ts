// The worlds of this browser as a list shows them: what each is called, what it is, when it was opened. Pure [UI-13].
import { startOf, type ShippedProject, type WorldStart } from '../../world/recipe.ts';
import { unpackRecipe } from '../../world/recipe-link.ts';
import type { KeptWorld, NotedWorld } from '../../world/worlds.ts';
import { counted } from '../format.ts';
import { contentsOf } from './link.ts';

/** One line of the list. */
export interface ListedWorld {
  /** Null for the world that the page makes by itself. */
  readonly name: string | null;
  readonly called: string;
  /** Project, clients and rows, each a short phrase. */
  readonly contents: readonly string[];
  readonly openedAtMs: number | null;
  /** Whether it is the visitor's own. */
  readonly mine: boolean;
  /** Whether this page shows it. */
  readonly here: boolean;
  /** Whether it was the own one for a time: it goes only when it is forgotten. */
  readonly kept: boolean;
  readonly going: boolean;
  /** What opens it, as the hash of an address; null where nobody noted it. */
  readonly hash: string | null;
  /** What makes it the own one; undefined where nothing can. */
  readonly asOwn: KeptWorld | null | undefined;
}

export interface ListOptions {
  readonly noted: readonly NotedWorld[];
  /** The visitor's own world, where it came by a link. */
  readonly mine: KeptWorld | null;
  /** The world that this page shows; absent: the page's own start. */
  readonly here: string | null | undefined;
  readonly own: WorldStart;
  readonly shipped: readonly ShippedProject[];
  /** Names of shipped projects, and titles of lessons, by id. */
  readonly names: ReadonlyMap<string, string>;
}

/** The page's own world first, then those of links, the one that was opened last first. */
export function listWorlds(options: ListOptions): readonly ListedWorld[] {
  const { noted, mine, here, own } = options;
  const first: ListedWorld = {
    name: null,
    called: 'The world of this page',
    contents: [nameOf(options, own.project), 'what a first visit begins with, and what was written since'],
    openedAtMs: null,
    mine: mine === null,
    here: here === undefined,
    kept: true,
    going: false,
    hash: null,
    asOwn: null,
  };
  return [first, ...noted.map((world) => listed(world, options))];
}

function listed(world: NotedWorld, options: ListOptions): ListedWorld {
  const { name, packed, lesson } = world;
  const { project, contents } = describe(packed, options);
  const byItself = lesson === undefined ? project : `Lesson: ${nameOf(options, lesson)}`;
  return {
    name,
    called: world.title ?? byItself,
    contents,
    openedAtMs: world.openedAtMs,
    mine: options.mine?.name === name,
    here: options.here === name,
    kept: world.kept === true,
    going: world.going === true,
    hash: packed === null ? null : `${packed}${lesson === undefined ? '' : `&tab=lessons&lesson=${lesson}`}`,
    asOwn: packed === null ? undefined : { name, packed },
  };
}

function describe(packed: string | null, options: ListOptions) {
  const unknown = { project: 'A world of a link', contents: ['open its link again to come back to it'] };
  const read = packed === null ? null : unpackRecipe(packed);
  if (!read?.ok) return unknown;
  const cooked = startOf(read.recipe, options.own, options.shipped);
  if (!cooked.ok) return { ...unknown, contents: [cooked.message] };
  const { sources = [], without = [], seed, clients } = read.recipe;
  const [, rows = '', people = '', ...others] = contentsOf(read.recipe, cooked.start, null);
  const edited = sources.length + without.length;
  const project = nameOf(options, cooked.start.project);
  const files = edited === 0 ? project : `${project}, ${counted(edited, 'edited file')}`;
  // Clients that every page begins with tell no world from another.
  const contents = [files, rows, ...(clients ? [people] : []), ...others];
  return { project: seed === undefined ? project : `${project}, seed ${seed}`, contents };
}

function nameOf({ names }: ListOptions, id: string): string {
  return names.get(id) ?? id;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `just now`, `5 minutes ago`, `3 days ago`, and the day where that is longer ago than a month. */
export function ago(thenMs: number, nowMs: number): string {
  const passedMs = nowMs - thenMs;
  if (passedMs < MINUTE_MS) return 'just now';
  if (passedMs < HOUR_MS) return `${counted(Math.floor(passedMs / MINUTE_MS), 'minute')} ago`;
  if (passedMs < DAY_MS) return `${counted(Math.floor(passedMs / HOUR_MS), 'hour')} ago`;
  if (passedMs < 31 * DAY_MS) return `${counted(Math.floor(passedMs / DAY_MS), 'day')} ago`;
  return new Date(thenMs).toISOString().slice(0, 10);
}
