// Holds the one server of a worker: starts it when the first page asks, replaces it on reset, and answers meanwhile.
import { assert } from '../base/assert.ts';
import type { Clock } from '../base/clock.ts';
import type { ConnectionId } from '../base/ids.ts';
import { MissingPart, part } from '../base/part.ts';
import { seededRandom, type Secrets } from '../base/random.ts';
import { EngineIncomplete, type Engine } from '../engine/engine.ts';
import type { ServerHandler, SocketPort } from '../network/socket.ts';
import type {
  Control,
  ControlAnswer,
  Keeping,
  ProjectControl,
  ServerOptions,
  ServerStatus,
  SourceFile,
} from '../protocol/control.ts';
import { CLOSE, ProtocolError } from '../protocol/errors.ts';
import type { FilesControl } from '../protocol/files.ts';
import type { Inspection } from '../protocol/inspection.ts';
import { asPlainAnswer, asResponse, failure } from './asked.ts';
import { checkedControl } from './checked.ts';
import { createServer, type CreatedServer } from './create.ts';
import { inspectionOf } from './inspect.ts';
import type { Journal, Kept } from './journal.ts';
import { once } from './once.ts';
import { projectDesk } from './project-desk.ts';
import type { Server } from './server.ts';
import type { Storage } from './storage.ts';

/** What a host makes servers from. Engine and storage are opened anew for every server. */
export interface ServerHostOptions {
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly loadEngine: () => Promise<Engine>;
  /** An engine for a server of these sources; it may have a part that is fetched later (`Engine.complete`). */
  readonly engineFor?: (sources: readonly SourceFile[]) => Promise<Engine>;
  readonly openStorage: (file?: Uint8Array) => Promise<Storage>;
  /** The journal of a world that starts with these options; null where there is none. */
  readonly openJournal?: (options: ServerOptions) => Promise<Journal | null>;
  /** Told when a journal fails, and when it works again. */
  readonly keeping?: (keeping: Keeping) => void;
  readonly report: (error: unknown) => void;
}

type Held =
  | { readonly phase: 'starting' }
  | { readonly phase: 'running'; readonly server: Server }
  | { readonly phase: 'idle'; readonly status: ServerStatus };

const NONE_RUNS = failure(
  new ProtocolError('Unavailable', 'no server is running: its schema has errors, or it could not start'),
);

/** A place where a server runs or does not; the wire and the control plane stay connected through every change. */
export class ServerHost {
  /** Hands on to the server; requests wait while it starts. */
  readonly handler: ServerHandler;
  /** The control plane, ready to be exposed. Its methods never reject. */
  readonly control: Control & ProjectControl & Inspection & FilesControl;
  readonly #options: ServerHostOptions;
  /** Connections that were opened before a server ran. */
  readonly #waiting = new WeakMap<SocketPort, Set<ConnectionId>>();
  #held: Held = { phase: 'starting' };
  /** Starts run one after the other; resolves when the last one that was asked for is done. */
  #settled: Promise<unknown> = Promise.resolve();
  #started: Promise<ServerStatus> | null = null;
  /** What the running server was started with. */
  #startedWith: ServerOptions | null = null;
  /** A server that was stopped, as it was: where there is no journal, it goes on from this. */
  #stopped: Kept | null = null;

  constructor(options: ServerHostOptions) {
    this.#options = options;
    this.handler = {
      fetch: async (request) => (await this.#awaitServer())?.handler.fetch(request) ?? asResponse(NONE_RUNS),
      exchange: async (request) => (await this.#awaitServer())?.handler.exchange(request) ?? asPlainAnswer(NONE_RUNS),
      opened: (port, id, url) => this.#opened(port, id, url),
      received: (port, id, data) => this.#server()?.handler.received(port, id, data),
      closed: (port, id, code, reason) => {
        this.#waiting.get(port)?.delete(id);
        this.#server()?.handler.closed(port, id, code, reason);
      },
    };
    this.control = this.#makeControl();
  }

  /** Starts the server unless it runs or starts: the first options that work decide. */
  start(options: ServerOptions): Promise<ServerStatus> {
    return (this.#started ??= this.#startFirst(options));
  }

  /** Resolves when the running server's engine is whole; rejects with `MissingPart` when that cannot be had now. */
  async complete(): Promise<void> {
    await (await this.#awaitServer())?.complete();
  }

  async #startFirst(options: ServerOptions): Promise<ServerStatus> {
    const status = await this.#replace(options, true);
    if (status.phase !== 'running') this.#started = null;
    return status;
  }

  #replace(options: ServerOptions, restoring: boolean): Promise<ServerStatus> {
    const replaced = this.#settled.then(() => this.#create(options, restoring));
    this.#settled = replaced;
    return replaced;
  }

  /** The old server runs until the new one is known to work: sources with errors leave it as it is. */
  async #create(options: ServerOptions, restoring: boolean): Promise<ServerStatus> {
    try {
      const journal = await this.#openJournal(options);
      const kept = restoring ? ((await journal?.read()) ?? this.#stopped) : null;
      const created =
        (kept && (await this.#restored(options, journal, kept))) ?? (await this.#made(options, journal, null));
      if (!created.ok) return this.#refuse({ phase: 'refused', diagnostics: created.diagnostics });
      return this.#swap(created.server, options);
    } catch (error) {
      this.#options.report(error);
      return this.#refuse({ phase: 'failed', message: error instanceof Error ? error.message : String(error) });
    }
  }

  #swap(server: Server, options: ServerOptions): ServerStatus {
    this.#server()?.stop('the server starts anew');
    this.#held = { phase: 'running', server };
    this.#startedWith = options;
    this.#stopped = null;
    return server.control.status();
  }

  /** A journal that cannot be opened is none: the server lives in memory, as it would where there are no journals. */
  async #openJournal(options: ServerOptions): Promise<Journal | null> {
    try {
      return (await this.#options.openJournal?.(options)) ?? null;
    } catch (error) {
      this.#options.report(error);
      return null;
    }
  }

  /** Null when what was kept cannot be brought back: better a new world than none. */
  async #restored(options: ServerOptions, journal: Journal | null, kept: Kept): Promise<CreatedServer | null> {
    try {
      const created = await this.#made(options, journal, kept);
      return created.ok ? created : null;
    } catch (error) {
      this.#options.report(error);
      return null;
    }
  }

  async #made(options: ServerOptions, journal: Journal | null, kept: Kept | null): Promise<CreatedServer> {
    const { loadEngine, engineFor = loadEngine, openStorage } = this.#options;
    const sources = kept?.snapshot.sources ?? options.sources;
    const [engine, storage] = await Promise.all([engineFor(sources), openStorage()]);
    const random = seededRandom(options.seed).fork('sessions');
    const { clock, secrets, report, keeping } = this.#options;
    const created = await withWhole(engine, () =>
      createServer({
        ...options,
        clock,
        secrets,
        report,
        engine,
        storage,
        random,
        journal,
        kept,
        ...(keeping ? { keeping } : {}),
        devLogin: false,
      }),
    );
    if (!created.ok) storage.close();
    return created;
  }

  /** Ends the server in its turn: a start that was asked for before is done first. */
  #stop(): Promise<ServerStatus> {
    const stopped = this.#settled.then(() => this.#end());
    this.#settled = stopped;
    return (this.#started = stopped);
  }

  #end(): ServerStatus {
    const server = this.#server();
    if (server) {
      this.#stopped = { snapshot: server.snapshot(), records: [] };
      server.stop('the server was stopped');
      this.#held = { phase: 'idle', status: { phase: 'stopped' } };
    }
    return this.#status();
  }

  /** Goes on where a stopped server was; one that runs is left alone. */
  #resume(): Promise<ServerStatus> {
    const resumed = this.#settled.then(async () => {
      const options = this.#startedWith;
      return this.#held.phase === 'idle' && options ? this.#create(options, true) : this.#status();
    });
    this.#settled = resumed;
    return (this.#started = resumed);
  }

  #refuse(status: ServerStatus): ServerStatus {
    if (this.#held.phase !== 'running') this.#held = { phase: 'idle', status };
    return status;
  }

  #server(): Server | null {
    return this.#held.phase === 'running' ? this.#held.server : null;
  }

  /** The running server; while none runs, the one that is being started. */
  async #awaitServer(): Promise<Server | null> {
    return this.#server() ?? this.#settled.then(() => this.#server());
  }

  #opened(port: SocketPort, id: ConnectionId, url: URL): void {
    const server = this.#server();
    if (server) server.handler.opened(port, id, url);
    else void this.#openLater(port, id, url);
  }

  /** A connection that closes before the server runs is never opened. */
  async #openLater(port: SocketPort, id: ConnectionId, url: URL): Promise<void> {
    const waiting = this.#waiting.get(port) ?? new Set<ConnectionId>();
    this.#waiting.set(port, waiting.add(id));
    const server = await this.#awaitServer();
    if (!waiting.delete(id)) return;
    if (server) server.handler.opened(port, id, url);
    else port.close(id, CLOSE.restarting, 'no server is running');
  }

  #status(): ServerStatus {
    const held = this.#held;
    if (held.phase === 'running') return held.server.control.status();
    return held.phase === 'idle' ? held.status : { phase: 'starting' };
  }

  #makeControl(): Control & ProjectControl & Inspection & FilesControl {
    return {
      ...this.#makeInspection(),
      ...checkedControl({
        status: () => this.#answer(() => ({ ok: true, value: this.#status() })),
        reset: async (options) => ({ ok: true, value: await (this.#started = this.#replace(options, false)) }),
        table: (name, limit, offset) => this.#ask((server) => server.control.table(name, limit, offset)),
        sessions: () => this.#ask((server) => ({ ok: true, value: server.control.sessions() })),
        issueSession: (values) => this.#ask((server) => server.control.issueSession(values)),
        changeSession: (id, values) => this.#ask((server) => server.control.changeSession(id, values)),
        explain: (table, key, values, operation) =>
          this.#askWhole((server) => server.control.explain(table, key, values, operation)),
      }),
      ...projectDesk({ ...this.#options, server: () => this.#awaitServer() }),
      ...this.#makeFiles(),
    };
  }

  #makeFiles(): FilesControl {
    const { openStorage: openFile } = this.#options;
    const startFrom = (kept: Kept) => (this.#started = this.#startFrom(kept));
    const desk = once(async () => {
      const { fileDesk } = await part('the reading and writing of files', () => import('./file-desk.ts'));
      return fileDesk({ ...this.#options, server: () => this.#awaitServer(), openFile, startFrom });
    });
    return {
      exportDatabase: () => whole(async () => (await desk()).exportDatabase()),
      importDatabase: (bytes) => whole(async () => (await desk()).importDatabase(bytes)),
    };
  }

  /** Goes on from rows that were brought in, in the journal at hand; rejects when they do not fit, and then nothing changed. */
  #startFrom(kept: Kept): Promise<ServerStatus> {
    const started = this.#settled.then(async () => {
      const options = this.#startedWith;
      assert(options, 'rows are brought into a server that was started');
      const created = await this.#made(options, await this.#openJournal(options), kept);
      return created.ok ? this.#swap(created.server, options) : this.#status();
    });
    this.#settled = started.catch(() => undefined);
    return started;
  }

  #makeInspection(): Inspection {
    return inspectionOf({
      ask: (work) => this.#ask((server) => work(server.inspection)),
      askWhole: (work) => this.#askWhole((server) => work(server.inspection)),
      stop: () => this.#stop(),
      start: () => this.#resume(),
    });
  }

  async #ask<Value>(work: (server: Server) => ControlAnswer<Value>): Promise<ControlAnswer<Value>> {
    const server = await this.#awaitServer();
    if (!server) return { ok: false, message: 'no server is running' };
    return this.#answer(() => work(server));
  }

  /** The same of what the whole engine is needed for: where it cannot be had, the answer says so. */
  async #askWhole<Value>(work: (server: Server) => ControlAnswer<Value>): Promise<ControlAnswer<Value>> {
    return whole(async () => {
      await this.complete();
      return this.#ask(work);
    });
  }

  async #answer<Value>(work: () => ControlAnswer<Value>): Promise<ControlAnswer<Value>> {
    try {
      return work();
    } catch (error) {
      this.#options.report(error);
      return { ok: false, message: 'the server made a mistake' };
    }
  }
}

/** What a part was missing for is answered with which. */
async function whole<Value>(work: () => Promise<ControlAnswer<Value>>): Promise<ControlAnswer<Value>> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof MissingPart) return { ok: false, message: error.message };
    throw error;
  }
}

/** Does the work, once more with the whole engine where a part of it is not enough: nothing was written then. */
async function withWhole<Value>(engine: Engine, work: () => Value): Promise<Value> {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof EngineIncomplete)) throw error;
    await engine.complete();
    return work();
  }
}
