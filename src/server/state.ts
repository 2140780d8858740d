// What one running server is made of: handed to every part, so that none keeps a copy of its own.
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { CompiledQuery, Engine } from '../engine/engine.ts';
import type { SchemaAnswer } from '../protocol/catalog.ts';
import type { SessionShape } from './session-values.ts';
import type { Sessions } from './sessions.ts';
import type { Storage } from './storage.ts';

/** The parts that do not change while a server runs. What changes is in the database, in `sessions` and in the connections. */
export interface ServerState {
  readonly engine: Engine;
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly schema: SchemaAnswer;
  readonly sessionShape: SessionShape;
  readonly databaseEpoch: string;
  /** By id, by name, and by name with its first letter lowered. */
  readonly queries: ReadonlyMap<string, CompiledQuery>;
  /** Headers of row images: table → physical columns. */
  readonly physicalColumns: ReadonlyMap<string, readonly string[]>;
  readonly sessions: Sessions;
  /** Told of every error that is our own bug. */
  readonly report: (error: unknown) => void;
}
