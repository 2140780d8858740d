// Live clients of a page that stand at the same place move on together: what a text makes of it is worked out once.
import type { DownMessage } from '../protocol/down.ts';
import type { SyncCursor } from '../protocol/rows.ts';
import { readDelta } from './news.ts';
import { RowStore } from './row-store.ts';
import type { HeldTables } from './row-table.ts';
import type { Parsed } from './shared-parse.ts';
import type { SharedRows } from './shared-rows.ts';
import type { ClientChange } from './snapshot.ts';
import { step } from './sync-state.ts';
import type { Known, Live, SyncState } from './sync-types.ts';

/** Places kept by the cursor there; clients with the same cursor stand at few of them. */
const MOST_ALIKE = 8;
/** Moves remembered: a place that nobody leaves any more must not hold those that others went to. */
const MOST_MOVES = 256;

/** Where a text leads, and what changed on the way. */
export interface Onward {
  readonly place: Place;
  readonly change: ClientChange;
}

/** Whoever stores what it holds. */
export interface Saver {
  save(): void;
}

/** All of a live client that a delta changes, and all that decides what it changes. Clients at the same place hold the same. */
export class Place {
  readonly tables: HeldTables;
  /** A live state as far as deltas read and write it; the rest is each client's own. */
  readonly #known: Known;
  readonly #revision: number;
  readonly #together: Together;
  #pagedUntil: number;
  #text: string | null = null;
  #onward: Onward | null = null;

  constructor(together: Together, tables: HeldTables, known: Known, revision: number) {
    this.#together = together;
    this.tables = tables;
    this.#known = known;
    this.#revision = revision;
    this.#pagedUntil = known.pagedUntil;
  }

  /** Where `text` leads everybody who stands here; null where clients have to look for themselves. */
  after(text: string): Onward | null {
    if (this.#text !== text) {
      this.#onward = this.#together.onward(this, text);
      this.#text = text;
    }
    return this.#onward;
  }

  /** Forgets where the last text led. */
  forget(): void {
    this.#text = null;
    this.#onward = null;
  }

  /** Whether a live client with this knowledge, and the same cursor and tables, stands here; what its pages covered counts for all. */
  takesIn(known: Known, revision: number): boolean {
    const here = this.#known;
    const stands =
      this.#revision === revision && here.keys === known.keys && here.serverRevision === known.serverRevision;
    if (stands && known.pagedUntil > this.#pagedUntil) {
      this.#pagedUntil = known.pagedUntil;
      this.forget();
    }
    return stands;
  }

  /** The state of a client that came here with others. */
  stateOf(own: SyncState & { readonly link: Live }): SyncState {
    const { cursor, serverRevision } = this.#known;
    const chain = { ...own.link.chain, revision: this.#revision };
    return { ...own, known: { ...own.known, cursor, serverRevision }, link: { phase: 'live', chain } };
  }

  /** A state that stands for all who are here. */
  get model(): SyncState & { readonly link: Live } {
    const chain = { socket: 0, revision: this.#revision, missedPongs: 0 };
    return {
      settings: { pageSize: null, pingIntervalMs: 0, durable: false },
      known: { ...this.#known, pagedUntil: this.#pagedUntil },
      link: { phase: 'live', chain },
      serial: 0,
    };
  }
}

/** The places where the live clients of a page stand. */
export class Together {
  readonly #message: (text: string) => Parsed<DownMessage>;
  readonly #store: RowStore;
  readonly #places = new WeakMap<SyncCursor, Place[]>();
  #listeners: readonly ((change: ClientChange) => void)[] = [];
  #unsaved: Saver[] = [];
  #moved: Place[] = [];

  constructor(message: (text: string) => Parsed<DownMessage>, rows: SharedRows) {
    this.#message = message;
    this.#store = new RowStore(rows);
  }

  /** Tells every move of a client that is not told by the client itself; cheap to hear of. Returns how to stop. */
  subscribe(listener: (change: ClientChange) => void): () => void {
    this.#listeners = [...this.#listeners, listener];
    return () => {
      this.#listeners = this.#listeners.filter((other) => other !== listener);
    };
  }

  /** A client moved. */
  tell(change: ClientChange): void {
    for (const listener of this.#listeners) listener(change);
  }

  /** A client moved and has to be stored: after all that this task brings to others. */
  saves(saver: Saver): void {
    if (this.#unsaved.length === 0) queueMicrotask(() => this.#saveAll());
    this.#unsaved.push(saver);
  }

  #saveAll(): void {
    const unsaved = this.#unsaved;
    this.#unsaved = [];
    for (const saver of unsaved) saver.save();
  }

  /** Where a live client stands that holds `tables` and remembers nothing beside them. */
  placeOf(known: Known, revision: number, tables: HeldTables): Place {
    const alike = this.#places.get(known.cursor) ?? [];
    const here = alike.find((place) => place.tables === tables && place.takesIn(known, revision));
    if (here) return here;
    const place = new Place(this, tables, known, revision);
    this.#places.set(known.cursor, [place, ...alike].slice(0, MOST_ALIKE));
    return place;
  }

  /** What a text makes of a place: a whole delta, all of it newer than any page, and nothing else to do but to apply it. */
  onward(from: Place, text: string): Onward | null {
    const parsed = this.#message(text);
    if (!parsed.ok || parsed.value.type !== 'delta') return null;
    const { model } = from;
    const { keys, pagedUntil } = model.known;
    const reading = readDelta(parsed.value, keys, pagedUntil, false);
    if (!reading.ok || reading.value.lowest <= pagedUntil) return null;
    const { state, effects } = step(model, { type: 'messageArrived', socket: 0, message: parsed.value });
    const [effect, ...others] = effects;
    if (state.link.phase !== 'live' || effect?.type !== 'apply' || others.length > 0) return null;
    this.#store.takeOver(from.tables);
    const rows = this.#store.apply(effect.change);
    if (!this.#store.remembersNothing) return null;
    this.#remember(from);
    const place = this.placeOf(state.known, state.link.chain.revision, this.#store.tables);
    return { place, change: { state: true, face: false, rows } };
  }

  #remember(moved: Place): void {
    this.#moved.push(moved);
    if (this.#moved.length <= 2 * MOST_MOVES) return;
    for (const place of this.#moved.splice(0, MOST_MOVES)) place.forget();
  }
}
