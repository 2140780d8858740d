// What the world began with, kept up to date, so that it can be told how to make it again.
import type { ServerOptions, SourceFile } from '../protocol/control.ts';
import { sessionIsStarter } from './starter-session.ts';
import type { SchemaAnswer } from '../protocol/catalog.ts';
import { sameSources, type ShippedProject } from './project.ts';
import type { WorldStart } from './recipe.ts';
import type { RememberedBeginning } from './remembered.ts';
import type { Replica } from './replica.ts';
import type { StarterClient } from './starters.ts';
import type { PresetId } from './view.ts';

/** How a world is asked to begin; see `WorldStart`. */
export interface BeginningOptions {
  readonly sources: readonly SourceFile[];
  readonly seed: number;
  readonly empty?: boolean;
  readonly project?: string;
  readonly starters: number | readonly StarterClient[];
  readonly preset?: PresetId;
  /** Name of the world among those of this browser; see `ServerOptions`. */
  readonly world?: string | null | undefined;
  /** The projects that a person may choose from. */
  readonly shipped?: readonly ShippedProject[];
}

/** What of the world changes the beginning that it would need. */
export interface WorldNow {
  readonly schema: SchemaAnswer | null;
  readonly replicas: readonly Replica[];
  readonly preset: PresetId;
  /** The sources that are served now. */
  readonly sources: readonly SourceFile[];
}

export class Beginning {
  readonly #options: BeginningOptions;
  #seed: number;
  #empty: boolean;
  #sources: readonly SourceFile[];
  #project: string;
  #startedOver = false;

  /** What was remembered of the last visit goes before what the page would do by itself. */
  constructor(options: BeginningOptions, remembered: RememberedBeginning | null = null) {
    this.#options = options;
    this.#seed = options.seed;
    this.#empty = options.empty ?? false;
    this.#sources = options.sources;
    this.#project = options.project ?? 'demo';
    const sources = remembered?.sources ?? this.#shippedSources(remembered?.project);
    if (!remembered || !sources) return;
    const { seed, empty, project } = remembered;
    this.startedOver({ sources, seed, empty }, project);
  }

  /** Id of the shipped project that the database began with. */
  get project(): string {
    return this.#project;
  }

  /** Notes that the server started over: with these. */
  startedOver({ seed, empty, sources }: ServerOptions, project: string): void {
    this.#seed = seed;
    this.#empty = empty;
    this.#sources = sources;
    this.#project = project;
    this.#startedOver = true;
  }

  /** What the next visit has to know to find this database again; undefined where it starts by itself. */
  remembered(): RememberedBeginning | undefined {
    if (!this.#startedOver) return undefined;
    const shipped = this.#shippedSources(this.#project);
    const own = shipped && sameSources(shipped, this.#sources) ? {} : { sources: [...this.#sources] };
    return { project: this.#project, seed: this.#seed, empty: this.#empty, ...own };
  }

  #shippedSources(project: string | undefined): readonly SourceFile[] | undefined {
    return this.#options.shipped?.find(({ id }) => id === project)?.sources;
  }

  /** How the server starts. */
  server(): ServerOptions {
    const { world } = this.#options;
    return { sources: this.#sources, seed: this.#seed, empty: this.#empty, ...(world === undefined ? {} : { world }) };
  }

  /** How to make the world as it is now, its rows aside. */
  start({ schema, replicas, preset, sources }: WorldNow): WorldStart {
    const clients = replicas.map(starterOf);
    const { starters } = this.#options;
    return {
      sources,
      project: this.#project,
      seed: this.#seed,
      empty: this.#empty,
      starters: typeof starters === 'number' && areGuessed(clients, starters, schema, preset) ? starters : clients,
      preset,
    };
  }
}

function starterOf(replica: Replica): StarterClient {
  const { session, online } = replica.remembered();
  const { preset, link } = replica.view();
  return { session, online, preset, link: preset === null ? link : null };
}

/** Whether the page would begin with just these by itself. */
function areGuessed(
  clients: readonly StarterClient[],
  count: number,
  schema: SchemaAnswer | null,
  preset: PresetId,
): boolean {
  if (clients.length !== count || !schema) return false;
  return clients.every(
    (client, index) => client.online && client.preset === preset && sessionIsStarter(schema, index + 1, client.session),
  );
}
