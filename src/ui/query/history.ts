// What was run, as whom, and what came back: bounded, and kept over a reload of the tab.
import { createSignal, type Accessor } from 'solid-js';
import * as v from 'valibot';
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../../base/json.ts';
import type { Outcome } from './outcome.ts';

/** Entries that are kept; the oldest goes first. */
export const RUNS_KEPT = 50;
/** Characters of an answer that are kept over a reload; longer ones are shown until then. */
const LONGEST_KEPT = 8_000;
const STORED_AS = 'pyre-runs';

/** One request and its answer. */
export interface PastRun {
  readonly id: number;
  readonly atMs: number;
  readonly clientId: string;
  readonly clientName: string;
  readonly query: string;
  readonly queryId: string;
  readonly operation: 'query' | 'insert' | 'update' | 'delete';
  /** The text it was typed as; null for a query of the project. */
  readonly typed: string | null;
  readonly args: JsonObject;
  readonly outcome: Outcome;
  readonly durationMs: number;
  /** The answer's body, or the error; null when it was too long to keep. */
  readonly answer: JsonValue;
}

const json = v.custom<JsonValue>((value) => value !== undefined);
const pastRun = v.object({
  id: v.number(),
  atMs: v.number(),
  clientId: v.string(),
  clientName: v.string(),
  query: v.string(),
  queryId: v.string(),
  operation: v.picklist(['query', 'insert', 'update', 'delete']),
  typed: v.nullable(v.string()),
  args: v.custom<JsonObject>(isJsonObject),
  outcome: v.variant('kind', [
    v.object({ kind: v.literal('rows'), rows: v.number() }),
    v.object({ kind: v.literal('hidden') }),
    v.object({ kind: v.literal('nothing') }),
    v.object({ kind: v.picklist(['offline', 'stopped']) }),
    v.object({ kind: v.literal('error'), error: v.string() }),
  ]),
  durationMs: v.number(),
  answer: json,
}) satisfies v.GenericSchema<unknown, PastRun>;

/** Where a tab keeps text over a reload. */
export type Shelf = Pick<Storage, 'getItem' | 'setItem'>;

export interface History {
  /** Newest first. */
  readonly runs: Accessor<readonly PastRun[]>;
  add(run: Omit<PastRun, 'id'>): void;
  clear(): void;
}

/** A history on a shelf; null where there is none. */
export function createHistory(shelf: Shelf | null): History {
  const [runs, setRuns] = createSignal(recall(shelf));
  const keep = (next: readonly PastRun[]) => {
    setRuns(next);
    store(shelf, next);
  };
  return {
    runs,
    add: (run) => keep([{ id: (runs()[0]?.id ?? 0) + 1, ...run }, ...runs()].slice(0, RUNS_KEPT)),
    clear: () => keep([]),
  };
}

/** This tab's own; null in a frame without storage. */
export function tabShelf(): Shelf | null {
  try {
    return sessionStorage;
  } catch {
    return null;
  }
}

function recall(shelf: Shelf | null): readonly PastRun[] {
  try {
    const found = v.safeParse(v.array(pastRun), parseJson(shelf?.getItem(STORED_AS) ?? '[]'));
    return found.success ? found.output : [];
  } catch {
    return [];
  }
}

function store(shelf: Shelf | null, runs: readonly PastRun[]): void {
  const short = runs.map((run) => (JSON.stringify(run.answer).length > LONGEST_KEPT ? { ...run, answer: null } : run));
  try {
    shelf?.setItem(STORED_AS, JSON.stringify(short));
  } catch {
    // A full or forbidden shelf keeps the history for this visit only.
  }
}
