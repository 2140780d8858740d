// What each session sees now, remembered until it changes; and the order in which rows came to each client.
import { STAMP_COLUMN, type Row } from '../../src/protocol/rows.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import type { Era } from './era.ts';
import { oraclesOf } from './project.ts';
import { viewOf } from './witness.ts';

export class Views {
  readonly #known = new Map<string, readonly string[]>();
  #state = '';

  /** What a session sees now: `posts/1@3`. */
  of({ epoch, storage, witness }: Era, life: number, table: string, session: SessionValues): readonly string[] {
    const variant = witness.variants.at(-1) ?? 0;
    const state = `${epoch} ${life} ${witness.revision} ${variant}`;
    if (state !== this.#state) this.#known.clear();
    this.#state = state;
    const name = `${table} ${JSON.stringify(session)}`;
    const known = this.#known.get(name);
    if (known) return known;
    const oracle = oraclesOf(variant).find((candidate) => candidate.name === table);
    const view = oracle ? viewOf(storage, oracle, session) : [];
    this.#known.set(name, view);
    return view;
  }
}

export class Order {
  readonly #stamps = new WeakMap<object, Map<string, number>>();

  /** A row never goes back in time, within one life of the page; null when it did not. */
  problem(life: object, key: string, row: Row): string | null {
    const stamps = this.#stamps.get(life) ?? new Map<string, number>();
    this.#stamps.set(life, stamps);
    const stamp = Number(row[STAMP_COLUMN]);
    const before = stamps.get(key) ?? -1;
    stamps.set(key, stamp);
    return stamp < before ? `${key} went back from ${before} to ${stamp}` : null;
  }
}

/** Tells what need not be judged again. */
export class Changes {
  readonly #looked = new Map<string, string>();
  readonly #snapshots = new WeakMap<object, number>();
  #count = 0;

  /** Whether anything changed that the verdict on a replica depends on. */
  isNew(id: string, snapshot: object, rest: string): boolean {
    const known = this.#snapshots.get(snapshot) ?? ++this.#count;
    this.#snapshots.set(snapshot, known);
    const state = `${known} ${rest}`;
    if (this.#looked.get(id) === state) return false;
    this.#looked.set(id, state);
    return true;
  }
}
