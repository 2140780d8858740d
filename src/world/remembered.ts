// What a page remembers of itself between two visits: its clients and which one acted.
import * as v from 'valibot';
import { sessionValues } from '../protocol/session.ts';
import type { PresetId } from './view.ts';

const direction = v.object({
  latencyMs: v.number(),
  jitterMs: v.number(),
  loss: v.number(),
  bandwidthBytesPerSecond: v.nullable(v.number()),
});
const weather = v.picklist(['none', 'lan', '3g', 'tunnel', 'cafe'] satisfies readonly PresetId[]);

const rememberedClient = v.object({
  id: v.string(),
  number: v.pipe(v.number(), v.integer(), v.minValue(1)),
  session: v.nullable(sessionValues),
  sessionId: v.nullable(v.string()),
  online: v.boolean(),
  /** Its link: by name, or in numbers; absent: as everybody's. */
  preset: v.exactOptional(weather),
  link: v.exactOptional(v.object({ ...direction.entries, up: v.exactOptional(direction) })),
});
/** A client as it was: enough to show its cache and to become the same user again. */
export type RememberedClient = v.InferOutput<typeof rememberedClient>;

const rememberedBeginning = v.object({
  /** Id of the shipped project. */
  project: v.string(),
  /** The files, where they are not those of the shipped project. */
  sources: v.optional(v.array(v.object({ path: v.string(), source: v.string() }))),
  seed: v.number(),
  empty: v.boolean(),
});
/** How the server started over last, so that the next visit finds that database again. */
export type RememberedBeginning = v.InferOutput<typeof rememberedBeginning>;

export const rememberedPage = v.object({
  clients: v.array(rememberedClient),
  selectedId: v.nullable(v.string()),
  /** Weather of all links; absent: none. */
  preset: v.exactOptional(weather),
  /** Absent: as the page starts by itself. */
  beginning: v.optional(rememberedBeginning),
});
export type RememberedPage = v.InferOutput<typeof rememberedPage>;

/** Keeps what a page remembers; never throws. */
export interface PageMemory {
  /** Name of this page among the pages of this browser; its clients' caches are stored under it. */
  readonly scope: string;
  load(): RememberedPage | null;
  save(page: RememberedPage): void;
}

/** Remembers nothing beyond the page's life. */
export const forgetful: PageMemory = { scope: 'page', load: () => null, save: () => undefined };
