// How the world meets a server: handed in, so that the world never knows where the server runs.
import type { Clock } from '../base/clock.ts';
import type { Random } from '../base/random.ts';
import type { PageNetwork } from '../network/page.ts';
import type { Trace } from '../network/trace.ts';
import type { Control, Keeping, ProjectControl, ServerOptions, ServerStatus } from '../protocol/control.ts';
import type { FilesControl } from '../protocol/files.ts';
import type { Inspection } from '../protocol/inspection.ts';
import type { ShelfControl } from '../protocol/shelf.ts';
import type { WorkerKind } from './view.ts';

/** What the server said when it had started, or why it did not. */
export interface Started {
  readonly host: WorkerKind;
  /** Address of a server elsewhere. */
  readonly at?: string;
  readonly status: ServerStatus;
}

/** A server on its way or running. */
export interface ServerConnection {
  /** Usable at once: what is sent before the server runs waits. */
  readonly network: PageNetwork;
  readonly control: Control;
  /** The project's part of the control plane. */
  readonly project: ProjectControl;
  /** The database as a file, both ways; absent where there is none. */
  readonly files?: FilesControl;
  /** What servers of this browser keep of its worlds; absent where none runs in it. */
  readonly shelf?: ShelfControl;
  /** The server's inside; absent where it cannot be looked into. */
  readonly inspection?: Inspection;
  /** Address of a server that runs elsewhere: there is no looking inside. Absent where it runs in this browser. */
  readonly elsewhere?: string;
  /** Never rejects: a server that cannot start is a status. */
  readonly started: Promise<Started>;
}

export interface ConnectOptions {
  /** How the server starts, now or when it has to start again. */
  readonly server: () => ServerOptions;
  /** What links and frames live by; may be paused and scaled. */
  readonly clock: Clock;
  /** The machine's time: how long a worker may take. */
  readonly machineClock: Clock;
  readonly random: Random;
  readonly trace: Trace;
  /** Told of trouble after the start. */
  onTrouble(message: string): void;
  /** Whether the server's rows outlive its worker: told before it starts, and whenever that changes. */
  onKeeping?(keeping: Keeping): void;
  /** The server's worker ended; another one is being started. */
  onLost(): void;
  /** Another worker answered, or could not be started. The network and the control plane lead to it. */
  onRestarted(started: Started): void;
}

export type Connect = (options: ConnectOptions) => ServerConnection;
