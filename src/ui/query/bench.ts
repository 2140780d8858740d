// What a person has on the query panel: which query or which text, and what was run. Outlives the panel's redrawing.
import { createSignal, type Accessor } from 'solid-js';
import type { World, WorldView } from '../../world/world.ts';
import type { Draft } from '../page.tsx';
import { createHistory, tabShelf, type History } from './history.ts';

/** A query of the project, or text of one's own. */
export type Mode = 'form' | 'text';

export interface Bench {
  readonly mode: Accessor<Mode>;
  setMode(mode: Mode): void;
  /** Name of the chosen query; null until one is chosen. */
  readonly chosen: Accessor<string | null>;
  choose(name: string): void;
  readonly text: Accessor<string>;
  setText(text: string): void;
  /** Counts how often something earlier was opened: forms then read their drafts again. */
  readonly opened: Accessor<number>;
  /** Shows a query of the project, or a text, with the drafts that are there. */
  open(what: { readonly query: string } | { readonly text: string }): void;
  /** What a chosen row filled into each query's form, or was submitted from it: whatever differs was typed by hand. */
  readonly filled: Map<string, Draft>;
  /** What each form shows of a copy that some client holds. */
  readonly held: Map<string, Draft>;
  readonly history: History;
}

const benches = new WeakMap<World, Bench>();

/** The bench of a world: one, whichever panel asks. */
export function benchOf(world: World): Bench {
  const known = benches.get(world);
  if (known) return known;
  const made = createBench();
  benches.set(world, made);
  return made;
}

function createBench(): Bench {
  const [mode, setMode] = createSignal<Mode>('form');
  const [chosen, choose] = createSignal<string | null>(null);
  const [text, setText] = createSignal('');
  const [opened, setOpened] = createSignal(0);
  const open: Bench['open'] = (what) => {
    if ('query' in what) choose(what.query);
    else setText(what.text);
    setMode('query' in what ? 'form' : 'text');
    setOpened((count) => count + 1);
  };
  return {
    mode,
    setMode,
    chosen,
    choose,
    text,
    setText,
    opened,
    open,
    filled: new Map(),
    held: new Map(),
    history: createHistory(tabShelf()),
  };
}

/** Whether the server can be looked into: one elsewhere compiles no text and tells no SQL. */
export function canLookInside({ server }: WorldView): boolean {
  return server.phase !== 'running' || server.host !== 'elsewhere';
}
