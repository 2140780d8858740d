// Loads the engine's WebAssembly and wraps it in the typed door. The only file that knows how calls cross the boundary.
import type { JsonObject, JsonValue } from '../base/json.ts';
import { part } from '../base/part.ts';
import type { SessionValues } from '../protocol/session.ts';
import {
  EngineIncomplete,
  EngineInputError,
  EngineTrap,
  type ChangedRow,
  type Engine,
  type Introspection,
  type SyncDeltas,
} from './engine.ts';
import { PreparedAnswers, type PreparedProject } from './prepared.ts';

/** The names that the module exports besides memory, `alloc` and `collect`: each takes and gives JSON. */
type CallName = Exclude<keyof Engine, 'collect' | 'complete' | 'calculate_registered_deltas'>;

interface Exports {
  readonly memory: WebAssembly.Memory;
  /** Where the next call's arguments may be written. */
  alloc(length: number): number;
  collect(): void;
  call(name: string, pointer: number, length: number): number;
}

/** Garbage that is left lying at least: sweeping costs what is alive, so it must be worth it. */
const SMALLEST_SWEEP_BYTES = 8 * 1024 * 1024;
/** Beyond that, this part of the engine's memory. */
const SWEEP_SHARE = 0.5;
/** What a call allocates: something, and a multiple of what goes through the door. */
const CALL_COST_BYTES = 2048;
const COST_PER_BYTE = 8;
/** Reading sources makes trees of them. Swept in time, the next reading finds its memory warm: three times as fast. */
const COST_PER_SOURCE_BYTE = 200;
const READS_SOURCES: ReadonlySet<string> = new Set<CallName>([
  'check',
  'format',
  'compile_queries',
  'query_to_sql',
  'migrate',
]);

/** What the core exports of the calls; all others are answered from what was prepared, or by the whole engine. */
const CORE_CALLS: ReadonlySet<string> = new Set<CallName>([
  'get_sync_status_sql',
  'get_sync_sql',
  'calculate_audiences',
  'connect_session',
  'disconnect_session',
  'calculate_permission_hash',
]);

type Source = BufferSource | WebAssembly.Module;

/** Told of every call that was answered. */
export type Listener = (name: string, args: readonly unknown[], answer: JsonValue) => void;

/** Compiles the engine and starts it. */
export async function loadEngine(source: Source, heard: Listener = () => undefined): Promise<Engine> {
  return new ContainedEngine({ module: await moduleOf(source), answers: null, start: () => undefined }, heard);
}

/** What an engine begins with that is not whole yet. */
export interface CoreOptions {
  /** The core's WebAssembly. */
  readonly core: Source;
  /** The one project that it can serve. */
  readonly project: PreparedProject;
  /** The whole engine's module, fetched when `complete` is called; called again when that failed. */
  readonly loadWhole: () => Promise<Source>;
}

/** Starts the part of the engine that serves a prepared project: a fifth of the whole. It is whole after `complete`. */
export async function loadCore({ core, project, loadWhole }: CoreOptions): Promise<Engine> {
  const body: Body = {
    module: await moduleOf(core),
    answers: new PreparedAnswers(project),
    start: (instance) => void instance.call('set_compiled_schema', [project.schema]),
  };
  return new ContainedEngine(
    body,
    () => undefined,
    async () => moduleOf(await loadWhole()),
  );
}

async function moduleOf(source: Source): Promise<WebAssembly.Module> {
  return source instanceof WebAssembly.Module ? source : WebAssembly.compile(source);
}

/** One instance of the module: alive until it traps. */
class Instance {
  private readonly exports: Exports;
  private readonly encoder = new TextEncoder();
  private readonly decoder = new TextDecoder();
  private unsweptBytes = 0;

  constructor(module: WebAssembly.Module) {
    this.exports = exportsOf(
      new WebAssembly.Instance(module, { env: { abort: (message: number) => this.abort(message) } }),
    );
  }

  /** Throws whatever the module throws: any throw means that the instance is spent. */
  call(name: string, args: readonly unknown[]): JsonValue {
    this.sweep(1);
    const text = JSON.stringify(args);
    const room = text.length * 3;
    const pointer = this.exports.alloc(room);
    const { written } = this.encoder.encodeInto(text, new Uint8Array(this.exports.memory.buffer, pointer, room));
    const answer = this.exports.call(name, pointer, written);
    const length = new DataView(this.exports.memory.buffer).getUint32(answer, true);
    const costPerByte = READS_SOURCES.has(name) ? COST_PER_SOURCE_BYTE : COST_PER_BYTE;
    this.unsweptBytes += CALL_COST_BYTES + (written + length) * costPerByte;
    return JSON.parse(this.decoder.decode(new Uint8Array(this.exports.memory.buffer, answer + 4, length))) as JsonValue;
  }

  /**
   * Collects what calls left behind, if it is worth it; a `share` below 1 finds it worth sooner. Only ever between calls: the
   * collector sees no stack.
   */
  sweep(share: number): void {
    const worthBytes = Math.max(SMALLEST_SWEEP_BYTES, this.exports.memory.buffer.byteLength * SWEEP_SHARE);
    if (this.unsweptBytes < worthBytes * share) return;
    this.exports.collect();
    this.unsweptBytes = 0;
  }

  /** AssemblyScript's own way to give up: a string's pointer, its length in bytes in front of it. */
  private abort(message: number): never {
    const { buffer } = this.exports.memory;
    const length = message === 0 ? 0 : new DataView(buffer).getUint32(message - 4, true);
    throw new Error(new TextDecoder('utf-16le').decode(new Uint8Array(buffer, message, length)));
  }
}

function exportsOf(instance: WebAssembly.Instance): Exports {
  const { memory, alloc, collect, ...calls } = instance.exports;
  if (!(memory instanceof WebAssembly.Memory)) throw new EngineTrap('the engine exports no memory');
  return {
    memory,
    alloc: (length) => Number(callable(alloc, 'alloc')(length)),
    collect: () => void callable(collect, 'collect')(),
    call: (name, pointer, length) => Number(callable(calls[name], name)(pointer, length)) >>> 0,
  };
}

function callable(value: WebAssembly.ExportValue | undefined, name: string): (...args: number[]) => unknown {
  if (typeof value !== 'function') throw new EngineTrap(`the engine exports no function ${name}`);
  return value as (...args: number[]) => unknown;
}

/** What an engine runs on: the module, and answers for the calls that it lacks (null: it is the whole engine). */
interface Body {
  readonly module: WebAssembly.Module;
  readonly answers: PreparedAnswers | null;
  /** Brings a fresh instance to what every one of them knows. */
  start(instance: Instance): void;
}

/**
 * The engine as the rest sees it. When the module traps, which is our bug, the instance is thrown away, another one is
 * brought to the same state, and the call is made once more; if that traps too, the caller gets an `EngineTrap`.
 * An engine that is not whole becomes so by the same step: another instance is brought to the same state.
 */
class ContainedEngine implements Engine {
  private body: Body;
  private instance: Instance;
  private readonly heard: Listener;
  private readonly loadWhole: () => Promise<WebAssembly.Module>;
  private completing: Promise<void> | null = null;
  private introspection: Introspection | null = null;
  private readonly sessions = new Map<string, SessionValues>();

  constructor(body: Body, heard: Listener, loadWhole = async (): Promise<WebAssembly.Module> => body.module) {
    this.body = body;
    this.heard = heard;
    this.loadWhole = loadWhole;
    this.instance = this.revived();
  }

  complete(): Promise<void> {
    if (this.body.answers === null) return Promise.resolve();
    return (this.completing ??= this.grow());
  }

  /** The calls that are made meanwhile are the core's. */
  private async grow(): Promise<void> {
    const core = this.body;
    try {
      this.body = {
        module: await part('the rest of the engine', this.loadWhole),
        answers: null,
        start: () => undefined,
      };
      this.instance = this.revived();
    } catch (error) {
      this.body = core;
      this.completing = null;
      throw error;
    }
  }

  /** What our own module answers has the shape that its contract says: the tests hold it to that. */
  private call<Name extends CallName>(name: Name, ...args: readonly unknown[]): ReturnType<Engine[Name]> {
    return this.answerOf(name, args) as ReturnType<Engine[Name]>;
  }

  private answerOf(name: CallName, args: readonly unknown[]): JsonValue {
    const { answers } = this.body;
    const answer = answers && !CORE_CALLS.has(name) ? prepared(answers, name, args) : this.called(name, args);
    this.heard(name, args, answer);
    return answer;
  }

  private called(name: CallName, args: readonly unknown[]): JsonValue {
    try {
      return this.instance.call(name, args);
    } catch {
      return this.callAgain(name, args);
    }
  }

  private callAgain(name: CallName, args: readonly unknown[]): JsonValue {
    try {
      this.instance = this.revived();
      return this.instance.call(name, args);
    } catch (error) {
      this.instance = this.revived();
      throw new EngineTrap(`the engine broke in ${name}`, { cause: error });
    }
  }

  /** A fresh instance that knows the schema and the sessions. */
  private revived(): Instance {
    const instance = new Instance(this.body.module);
    this.body.start(instance);
    if (this.introspection !== null && this.body.answers === null) instance.call('set_schema', [this.introspection]);
    for (const [id, session] of this.sessions) instance.call('connect_session', [id, session]);
    return instance;
  }

  check: Engine['check'] = (sources) => this.call('check', sources);
  format: Engine['format'] = (source, schemaFiles = []) => this.call('format', source, schemaFiles);
  migrate: Engine['migrate'] = (name, source) => this.call('migrate', name, source);
  migrate_with_introspection: Engine['migrate_with_introspection'] = (name, source, introspection, options = {}) =>
    this.call('migrate_with_introspection', name, source, introspection, options);
  sql_stored_variants: Engine['sql_stored_variants'] = (source, introspection) =>
    this.call('sql_stored_variants', source, introspection);
  sql_is_initialized = (): string => this.call('sql_is_initialized');
  sql_introspect = (): string => this.call('sql_introspect');
  sql_introspect_uninitialized = (): string => this.call('sql_introspect_uninitialized');
  compiled_schema: Engine['compiled_schema'] = () => this.call('compiled_schema');
  sql_triggers: Engine['sql_triggers'] = () => this.call('sql_triggers');
  compile_queries: Engine['compile_queries'] = (sources) => this.call('compile_queries', sources);
  query_to_sql: Engine['query_to_sql'] = (source) => this.call('query_to_sql', source);
  get_sync_status_sql: Engine['get_sync_status_sql'] = (cursor, session) =>
    this.call('get_sync_status_sql', cursor, session);
  get_sync_sql: Engine['get_sync_sql'] = (status, cursor, session, pageSize) =>
    this.call('get_sync_sql', status, cursor, session, pageSize);
  calculate_sync_deltas: Engine['calculate_sync_deltas'] = (rows, sessions) =>
    withoutProblem(this.call('calculate_sync_deltas', rows, sessions));
  /** Those who get what everybody gets need not cross the boundary: their ids are here already. */
  calculate_registered_deltas: Engine['calculate_registered_deltas'] = (rows: readonly ChangedRow[]) => {
    const { all_affected_rows, groups, everyone } = this.calculate_audiences(rows);
    const named = groups.filter((group) => group.affected_row_indices.length > 0);
    if (everyone.length === 0) return { all_affected_rows, groups: named };
    const grouped = new Set(groups.flatMap((group) => group.session_ids));
    const rest = Array.from(this.sessions.keys()).filter((id) => !grouped.has(id));
    if (rest.length > 0) named.push({ session_ids: rest, affected_row_indices: everyone });
    return { all_affected_rows, groups: named };
  };
  calculate_audiences: Engine['calculate_audiences'] = (rows) => this.call('calculate_audiences', rows);
  calculate_permission_hash: Engine['calculate_permission_hash'] = (table, session) =>
    this.call('calculate_permission_hash', table, session);
  reshape_sync_table_groups: Engine['reshape_sync_table_groups'] = (groups) =>
    this.call('reshape_sync_table_groups', groups);
  explain_permission: Engine['explain_permission'] = (table, operation, row: JsonObject, session) =>
    this.call('explain_permission', table, operation, row, session);
  seed_database: Engine['seed_database'] = (source, options) => this.call('seed_database', source, options);

  set_schema: Engine['set_schema'] = (introspection) => {
    const answer = this.call('set_schema', introspection);
    if (answer.ok) this.introspection = introspection;
    return answer;
  };

  connect_session(id: string, session: SessionValues): void {
    this.sessions.set(id, session);
    this.call('connect_session', id, session);
  }

  disconnect_session(id: string): void {
    this.sessions.delete(id);
    this.call('disconnect_session', id);
  }

  collect(): void {
    this.instance.sweep(0.5);
  }
}

function prepared(answers: PreparedAnswers, name: CallName, args: readonly unknown[]): JsonValue {
  const known = answers.find(name, args);
  if (known === undefined) throw new EngineIncomplete(`${name} needs the whole engine: it was not prepared`);
  return known;
}

/** An answer that says what was wrong with the call becomes an error. */
function withoutProblem(answer: SyncDeltas | { readonly problem: string }): SyncDeltas {
  if (!('problem' in answer)) return answer;
  throw new EngineInputError(answer.problem);
}
