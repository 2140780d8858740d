// What an embedded page and the page around it say to each other by `postMessage`: version 1 [UI-14]. Rows never travel this way.
import * as v from 'valibot';
import { jsonObject } from './json-object.ts';

/** Raised when a message changes its meaning; new kinds do not raise it. */
export const EMBED_VERSION = 1;

/** From the frame: `{ source: 'pyre-sync', version: 1, … }`. */
export type EmbedEvent =
  /** The frame listens; nothing runs yet unless it starts by itself. */
  | { readonly type: 'ready'; readonly panel: string }
  /** The height that shows everything, in CSS pixels. */
  | { readonly type: 'resized'; readonly heightPx: number }
  /** The world was asked for. */
  | { readonly type: 'starting' }
  /** All clients have caught up for the first time. */
  | { readonly type: 'live'; readonly clients: number }
  /** The server could not start, or refused the schema. */
  | { readonly type: 'failed'; readonly message: string }
  /** A client asked for a change. */
  | { readonly type: 'mutation'; readonly client: string; readonly summary: string }
  /** A change reached clients. */
  | {
      readonly type: 'delta';
      readonly revision: number | null;
      readonly rows: readonly { readonly table: string; readonly key: number | string; readonly removed: boolean }[];
      /** Names of clients that were told, and of live ones that were not. */
      readonly told: readonly string[];
      readonly passedOver: readonly string[];
    }
  /** A goal of a lesson was reached. */
  | { readonly type: 'lesson'; readonly lesson: string; readonly step: number; readonly steps: number }
  /** A command could not be followed. */
  | { readonly type: 'refused'; readonly message: string };

const command = v.variant('type', [
  v.object({ type: v.literal('start') }),
  v.object({ type: v.literal('pause') }),
  v.object({ type: v.literal('resume') }),
  v.object({ type: v.literal('theme'), theme: v.picklist(['auto', 'light', 'dark']) }),
  /** Selects the acting client by its number, from 1. */
  v.object({ type: v.literal('select'), client: v.number() }),
  v.object({ type: v.literal('offline'), client: v.number(), offline: v.boolean() }),
  /** Runs a query as a client; refused in a frame that is read only. */
  v.object({ type: v.literal('submit'), client: v.number(), query: v.string(), input: v.optional(jsonObject, {}) }),
]);
/** To the frame: `{ target: 'pyre-sync', version: 1, … }`. */
export type EmbedCommand = v.InferOutput<typeof command>;

const envelope = v.object({ target: v.literal('pyre-sync'), version: v.literal(EMBED_VERSION) });

/** A command, if that is what was said; null for everything else that pages say to each other. */
export function readCommand(data: unknown): EmbedCommand | null {
  if (!v.is(envelope, data)) return null;
  const read = v.safeParse(command, data);
  return read.success ? read.output : null;
}

/** The event as it travels. */
export function asEventMessage(event: EmbedEvent): EmbedEvent & { readonly source: string; readonly version: number } {
  return { source: 'pyre-sync', version: EMBED_VERSION, ...event };
}
