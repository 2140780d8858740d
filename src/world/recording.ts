// What the page showed, moment by moment: pictures share all that did not change, so keeping them is cheap [UI-9].
import type { Trace } from '../network/trace.ts';
import { sameItems } from '../base/same-items.ts';
import type { ClientView, FlyingView, HeldTable, WorldView } from './view.ts';

/** The world as it was drawn once. */
export interface Moment {
  /** Counts the moments of the page, forgotten ones included. */
  readonly serial: number;
  /** By the world's time. */
  readonly atMs: number;
  /** Sequence of the newest message that had been sent. */
  readonly upTo: number;
  readonly view: WorldView;
}

/** The moments of the page, newest last, bounded. */
export interface RecordingFeed {
  moments(): readonly Moment[];
  /** Tells that there are others, at most once a frame. Returns how to stop. */
  subscribe(listener: () => void): () => void;
}

export interface RecordingOptions {
  readonly nowMs: () => number;
  readonly newestMessage: () => number;
  /** Tells of each message before the log of messages hears of it. */
  readonly trace: Trace;
  /** The picture as of this instant. */
  readonly draw: () => WorldView;
  /** How many clients there are. */
  readonly crowd: () => number;
}

/** Up to this many clients each message has a moment of its own; of more, only what was drawn. */
const FEW = 50;
/** Moments kept. */
const MOST = 1000;
/** References kept for pictures that differ; about 8 bytes each. */
const MOST_REFERENCES = 1_500_000;
/** What one picture of a client refers to, its rows aside. */
const OF_A_CLIENT = 60;

export class Recording implements RecordingFeed {
  readonly #options: RecordingOptions;
  readonly #listeners = new Set<() => void>();
  #kept: { readonly moment: Moment; readonly references: number }[] = [];
  #moments: readonly Moment[] | null = null;
  #references = 0;
  #serial = 0;

  constructor(options: RecordingOptions) {
    this.#options = options;
    const { trace, crowd, draw } = options;
    // What one message did is a moment before the next is sent: between two frames there may be many.
    trace.subscribe((change) => {
      if (change.type === 'added' && crowd() <= FEW) this.#keep(draw());
    });
  }

  moments(): readonly Moment[] {
    return (this.#moments ??= this.#kept.map(({ moment }) => moment));
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Keeps the picture as another moment where something happened since the last one, else in place of it. */
  take(view: WorldView): void {
    this.#keep(view);
    if (this.#moments !== null) return;
    for (const listener of this.#listeners) listener();
  }

  #keep(view: WorldView): void {
    const upTo = this.#options.newestMessage();
    const last = this.#kept.at(-1);
    if (last?.moment.view === view && last.moment.upTo === upTo) return;
    const isNew = !last || upTo !== last.moment.upTo || somethingHappened(last.moment.view, view);
    if (last && !isNew) this.#replace(last, view);
    else this.#add({ serial: ++this.#serial, atMs: this.#options.nowMs(), upTo, view }, last?.moment.view);
    this.#moments = null;
  }

  #replace({ moment, references }: { readonly moment: Moment; readonly references: number }, view: WorldView): void {
    this.#kept[this.#kept.length - 1] = { moment: { ...moment, view }, references };
  }

  #add(moment: Moment, before: WorldView | undefined): void {
    const references = weight(moment.view, before);
    this.#kept.push({ moment, references });
    this.#references += references;
    let surplus = 0;
    while (this.#kept.length - surplus > 1 && this.#isTooMuch(this.#kept.length - surplus)) {
      this.#references -= this.#kept[surplus]?.references ?? 0;
      surplus++;
    }
    if (surplus > 0) this.#kept.splice(0, surplus);
  }

  #isTooMuch(count: number): boolean {
    return count > MOST || this.#references > MOST_REFERENCES;
  }
}

/** Whether a person would see a difference that the world made, not they themselves. */
function somethingHappened(before: WorldView, after: WorldView): boolean {
  return (
    before.clients !== after.clients ||
    before.server !== after.server ||
    before.schema !== after.schema ||
    !sameNews(before.network.flying, after.network.flying) ||
    before.network.serverDown !== after.network.serverDown
  );
}

/** Whether the same frames are under way, signs of life aside: a moment of those alone would look like the one before. */
function sameNews(before: readonly FlyingView[], after: readonly FlyingView[]): boolean {
  if (before === after) return true;
  const [one, other] = [before, after].map((frames) => frames.filter(({ quiet }) => quiet !== true));
  return sameItems(one?.map(stateOf) ?? [], other?.map(stateOf) ?? []);
}

function stateOf({ id, held, dueMs }: FlyingView): string {
  return `${id} ${held} ${dueMs}`;
}

/** What keeping `view` costs beside `before`. What clients share is counted once. */
function weight(view: WorldView, before: WorldView | undefined): number {
  if (view.clients === before?.clients) return OF_A_CLIENT;
  let references = OF_A_CLIENT + view.clients.length;
  const counted = new Set<ClientView['tables'] | HeldTable>();
  for (const [index, client] of view.clients.entries()) {
    const earlier = before?.clients[index];
    if (earlier === client) continue;
    references += OF_A_CLIENT;
    if (counted.has(client.tables)) continue;
    counted.add(client.tables);
    references += rowsThatDiffer(client, earlier, counted);
  }
  return references;
}

function rowsThatDiffer(client: ClientView, before: ClientView | undefined, counted: Set<unknown>): number {
  let rows = 0;
  for (const table of client.tables) {
    if (!counted.has(table) && before?.tables.includes(table) !== true) rows += table.size;
    counted.add(table);
  }
  return rows;
}
