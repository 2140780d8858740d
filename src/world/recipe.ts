// A world as a recipe [UI-13]: how to make it again, and only where it differs from the page's own start. Never rows.
import * as v from 'valibot';
import { sessionValues } from '../protocol/session.ts';
import type { SourceFile } from '../protocol/control.ts';
import type { StarterClient } from './starters.ts';
import type { DirectionView, PresetId } from './view.ts';

/** More clients than this are no world but an attack on the tab. */
export const MOST_CLIENTS = 2_000;
/** Sources beyond this, in characters of all files together, are refused. */
export const MOST_SOURCE = 400_000;
const MOST_FILES = 200;
const LONGEST_PATH = 200;
const LONGEST_DELAY_MS = 600_000;

/** A project that is shipped with the page. */
export interface ShippedProject {
  readonly id: string;
  readonly sources: readonly SourceFile[];
}

/** How a world begins, everything said. */
export interface WorldStart {
  readonly sources: readonly SourceFile[];
  /** The shipped project that the sources are, or came from. */
  readonly project: string;
  readonly seed: number;
  readonly empty: boolean;
  /** So many clients of different users, or exactly these. */
  readonly starters: number | readonly StarterClient[];
  /** Weather of all links. */
  readonly preset: PresetId;
}

const path = v.pipe(
  v.string(),
  v.maxLength(LONGEST_PATH),
  v.regex(/^(?!.*\.\.)[\w./ -]+\.pyre$/u, 'a path of a .pyre file'),
);
const fraction = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const delayMs = v.pipe(v.number(), v.minValue(0), v.maxValue(LONGEST_DELAY_MS));
const bandwidth = v.nullable(v.pipe(v.number(), v.minValue(1)));
const preset = v.picklist(['none', 'lan', '3g', 'tunnel', 'cafe'] satisfies readonly PresetId[]);

const direction = v.strictTuple([delayMs, delayMs, fraction, bandwidth]);

const clientRecipe = v.strictObject({
  /** Absent: the server draws the user. */
  session: v.optional(sessionValues),
  offline: v.optional(v.literal(true)),
  preset: v.optional(preset),
  /** A link that has no name: latency and jitter in ms, loss from 0 to 1, bytes per second or null. */
  link: v.optional(direction),
  /** The same of client to server, where that is another. */
  up: v.optional(direction),
});

/** Version 1. What is absent is as the page starts by itself. */
export const recipe = v.strictObject({
  project: v.optional(v.pipe(v.string(), v.maxLength(60))),
  /** Files that differ from the shipped project. */
  sources: v.optional(v.pipe(v.array(v.strictTuple([path, v.string()])), v.maxLength(MOST_FILES))),
  /** Files of the shipped project that are gone. */
  without: v.optional(v.pipe(v.array(path), v.maxLength(MOST_FILES))),
  seed: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0))),
  empty: v.optional(v.literal(true)),
  clients: v.optional(v.pipe(v.array(clientRecipe), v.maxLength(MOST_CLIENTS, `at most ${MOST_CLIENTS} clients`))),
  preset: v.optional(preset),
  /** The lesson whose world it is: lessons share no world, however alike theirs begin. */
  lesson: v.optional(v.pipe(v.string(), v.maxLength(60))),
});
export type Recipe = v.InferOutput<typeof recipe>;
type ClientRecipe = v.InferOutput<typeof clientRecipe>;
type DirectionRecipe = v.InferOutput<typeof direction>;

/** The start as a recipe over `own`, the page's own start. */
export function recipeOf(start: WorldStart, own: WorldStart, shipped: readonly ShippedProject[]): Recipe {
  const base = shipped.find(({ id }) => id === start.project);
  const { changed, without } = sourceDifferences(start.sources, base?.sources ?? []);
  return {
    ...(start.project === own.project ? {} : { project: start.project }),
    ...(changed.length === 0 ? {} : { sources: changed }),
    ...(without.length === 0 ? {} : { without }),
    ...(start.seed === own.seed ? {} : { seed: start.seed }),
    ...(start.empty ? { empty: true } : {}),
    ...(typeof start.starters === 'number' ? {} : { clients: start.starters.map((client) => clientOf(client, start)) }),
    ...(start.preset === own.preset ? {} : { preset: start.preset }),
  };
}

function sourceDifferences(sources: readonly SourceFile[], base: readonly SourceFile[]) {
  const shipped = new Map(base.map((file) => [file.path, file.source]));
  const present = new Set(sources.map((file) => file.path));
  return {
    changed: sources
      .filter((file) => shipped.get(file.path) !== file.source)
      .map((file): [string, string] => [file.path, file.source]),
    without: [...shipped.keys()].filter((name) => !present.has(name)),
  };
}

function clientOf({ session, online, preset, link }: StarterClient, start: WorldStart): ClientRecipe {
  return {
    ...(session === null ? {} : { session }),
    ...(online ? {} : { offline: true }),
    ...(preset === null || preset === start.preset ? {} : { preset }),
    ...(link === null || preset !== null
      ? {}
      : { link: directionOf(link), ...(link.up ? { up: directionOf(link.up) } : {}) }),
  };
}

/** The world that a recipe makes, or a sentence about what it asks for in vain. */
export type Cooked =
  { readonly ok: true; readonly start: WorldStart } | { readonly ok: false; readonly message: string };

/** The start that a recipe describes. */
export function startOf(given: Recipe, own: WorldStart, shipped: readonly ShippedProject[]): Cooked {
  const project = given.project ?? own.project;
  const base = shipped.find(({ id }) => id === project);
  if (!base) return { ok: false, message: `It asks for the project “${project}”, which this page does not have.` };
  const sources = mergedSources(base.sources, given);
  const length = sources.reduce((sum, { source }) => sum + source.length, 0);
  if (length > MOST_SOURCE) return { ok: false, message: 'Its schema and queries are too large.' };
  const weather = given.preset ?? own.preset;
  return {
    ok: true,
    start: {
      sources,
      project,
      seed: given.seed ?? own.seed,
      empty: given.empty ?? false,
      starters: given.clients?.map((client) => starterOf(client, weather)) ?? own.starters,
      preset: weather,
    },
  };
}

function mergedSources(base: readonly SourceFile[], { sources = [], without = [] }: Recipe): readonly SourceFile[] {
  const files = new Map(base.map(({ path, source }) => [path, source]));
  for (const name of without) files.delete(name);
  for (const [name, source] of sources) files.set(name, source);
  return [...files].map(([path, source]) => ({ path, source }));
}

function starterOf(client: ClientRecipe, weather: PresetId): StarterClient {
  const who = { session: client.session ?? null, online: client.offline !== true };
  if (!client.link) return { ...who, preset: client.preset ?? weather, link: null };
  const up = client.up ? { up: directionView(client.up) } : {};
  return { ...who, preset: null, link: { ...directionView(client.link), ...up } };
}

function directionOf(view: DirectionView): DirectionRecipe {
  return [view.latencyMs, view.jitterMs, view.loss, view.bandwidthBytesPerSecond];
}

function directionView([latencyMs, jitterMs, loss, bandwidthBytesPerSecond]: DirectionRecipe): DirectionView {
  return { latencyMs, jitterMs, loss, bandwidthBytesPerSecond };
}

/** What was wrong with a recipe, naming the place: `clients.3.session: …`. */
export function recipeProblem(issues: readonly v.BaseIssue<unknown>[]): string {
  const [first] = issues;
  if (!first) return 'It is not a recipe.';
  const place = v.getDotPath(first) ?? '';
  return place === '' ? `${first.message}.` : `${place}: ${first.message}.`;
}
