// What the page knows of where its world came from, and the ways to another one; handed in, as they leave the page.
import type { KeptJournals } from '../../protocol/shelf.ts';
import type { ShippedProject, WorldStart } from '../../world/recipe.ts';
import type { KeptWorld } from '../../world/worlds.ts';
import { createContext, useContext, type ParentProps } from 'solid-js';

/** What this browser keeps of the worlds of links, beside the notes about them. */
export interface Shelf {
  /** Of each world that a server keeps anything of; empty where nothing is kept. */
  kept(): Promise<readonly KeptJournals[]>;
  /** Deletes what is kept of these worlds. What is open at this moment stays. */
  forget(names: readonly string[]): Promise<void>;
}

/** Where the world of this page came from, and where to go from here. */
export interface Visit {
  /** Name under which this browser keeps it; absent: the page's own start, null: kept nowhere. */
  readonly world: string | null | undefined;
  readonly shelf: Shelf;
  /** The packed recipe that made it; null for the page's own start. */
  readonly packed: string | null;
  /** Whether it is a link's world that is not the visitor's own. */
  readonly visiting: boolean;
  /** Why a link could not be opened. */
  readonly problem: string | null;
  /** Whether a link's world was just made the own one, so that the way back is offered. */
  readonly justKept: boolean;
  /** How the page starts by itself, and the projects that it ships. */
  readonly own: WorldStart;
  readonly shipped: readonly ShippedProject[];
  /** Whether lessons run in whatever world this is: in a frame that shows nothing else. */
  readonly anyWorld: boolean;
  /** Told when a step of a lesson was done. */
  lessonReached(lesson: string, step: number, steps: number): void;
  /** Opens the visitor's own world. */
  goHome(): void;
  /** Makes the link's world the own one; nothing of the one before is lost. */
  keep(): void;
  /** Makes a world of this browser the own one, and opens it; null: the one that the page makes by itself. */
  makeMine(world: KeptWorld | null): void;
  /** Makes the world before the own one again. */
  undoKeep(): void;
  /** Opens a packed recipe in this tab. */
  open(packed: string): void;
}

/** A visit of nowhere: the page's own world. */
export const AT_HOME: Visit = {
  world: undefined,
  shelf: { kept: async () => [], forget: async () => undefined },
  packed: null,
  visiting: false,
  problem: null,
  justKept: false,
  own: { sources: [], project: 'demo', seed: 1, empty: false, starters: 6, preset: 'none' },
  shipped: [],
  anyWorld: false,
  lessonReached: () => undefined,
  goHome: () => undefined,
  keep: () => undefined,
  makeMine: () => undefined,
  undoKeep: () => undefined,
  open: () => undefined,
};

const VisitContext = createContext<Visit>(AT_HOME);

export function VisitProvider(props: ParentProps<{ readonly visit: Visit }>) {
  // eslint-disable-next-line solid/reactivity -- a page opens one world for life
  return <VisitContext.Provider value={props.visit}>{props.children}</VisitContext.Provider>;
}

export function useVisit(): Visit {
  return useContext(VisitContext);
}
