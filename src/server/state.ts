// What one running server is made of: handed to every part, so that none keeps a copy of its own.
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { Engine } from '../engine/engine.ts';
import type { Project } from './project.ts';
import type { Recorder } from './recorder.ts';
import type { Sessions } from './sessions.ts';
import type { Storage } from './storage.ts';
import type { TypedQueries } from './typed-queries.ts';
import type { Watch } from './watch.ts';

/** The parts of a server. What changes is in the database, in `sessions`, in the connections, and `project` itself. */
export interface ServerState {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly databaseEpoch: string;
  readonly sessions: Sessions;
  /** Keeps what happens beyond the life of this server. */
  readonly recorder: Recorder;
  /** Operations that a person typed. */
  readonly typed: TypedQueries;
  /** Notes which SQL runs for whom. */
  readonly watch: Watch;
  /** Told of every error that is our own bug. */
  readonly report: (error: unknown) => void;
  /** What is served now: replaced as a whole when the schema changes. */
  project: Project;
}
