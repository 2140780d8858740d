// Looking inside a running server, and stopping it: what a person does who wants to see how it works. Every call is checked at this door.
import * as v from 'valibot';
import type { ControlAnswer, ServerStatus, TableContents } from '../protocol/control.ts';
import {
  rowsRequest,
  verdictsRequest,
  type CompiledText,
  type DatabaseImage,
  type Inspection,
  type RowsRequest,
  type RunRequest,
  type StatementText,
  type Verdicts,
  type VerdictsRequest,
} from '../protocol/inspection.ts';
import { checked } from './checked.ts';
import { readRevision } from './mutate.ts';
import type { ServerState } from './state.ts';
import type { Storage } from './storage.ts';
import { readRows, tableNamed, unknownTable } from './table-rows.ts';
import { judge } from './verdicts.ts';

/** The functions behind `Inspection` of one server. */
export class ServerInspection {
  readonly #state: ServerState;

  constructor(state: ServerState) {
    this.#state = state;
  }

  rows(request: RowsRequest): ControlAnswer<TableContents> {
    const { project, storage } = this.#state;
    const table = tableNamed(project, request.table);
    if (!table) return unknownTable(project, request.table);
    return { ok: true, value: storage.transaction((transaction) => readRows(transaction, project, table, request)) };
  }

  verdicts(request: VerdictsRequest): ControlAnswer<Verdicts> {
    return judge(this.#state, request);
  }

  compile(text: string): ControlAnswer<CompiledText> {
    const { engine, project, typed } = this.#state;
    return { ok: true, value: typed.compile(engine, project, text) };
  }

  sqlOf(name: string): ControlAnswer<readonly StatementText[]> {
    const { project, typed } = this.#state;
    const query = project.queries.get(name) ?? typed.find(project, name);
    if (!query) return { ok: false, message: `there is no query ${JSON.stringify(name)}` };
    return { ok: true, value: query.statements.map(({ sql, params, include }) => ({ sql, params, include })) };
  }

  requests(after: number): ControlAnswer<readonly RunRequest[]> {
    return { ok: true, value: this.#state.watch.look(after) };
  }

  /** `also`: statements for the copy. */
  image(also: (storage: Storage) => readonly string[] = () => []): ControlAnswer<DatabaseImage> {
    const { storage } = this.#state;
    const bytes = storage.image?.(also(storage));
    if (!bytes) return { ok: false, message: 'the database of this server is a file of its own: open that one' };
    return { ok: true, value: { bytes, serverRevision: storage.transaction(readRevision) } };
  }
}

/** How a host reaches the server that runs. */
export interface InspectionPlace {
  ask<Value>(work: (inspection: ServerInspection) => ControlAnswer<Value>): Promise<ControlAnswer<Value>>;
  /** For what the whole engine is needed. */
  askWhole<Value>(work: (inspection: ServerInspection) => ControlAnswer<Value>): Promise<ControlAnswer<Value>>;
  stop(): Promise<ServerStatus>;
  start(): Promise<ServerStatus>;
}

/** The door: what does not fit is refused in words, whatever came over the port. */
export function inspectionOf(place: InspectionPlace): Inspection {
  return {
    rows: (request) => checked(rowsRequest, request, (good) => place.ask((server) => server.rows(good))),
    verdicts: (request) =>
      checked(verdictsRequest, request, (good) => place.askWhole((server) => server.verdicts(good))),
    compile: (text) => checked(plainText, text, (good) => place.askWhole((server) => server.compile(good))),
    sqlOf: (query) => checked(plainText, query, (good) => place.ask((server) => server.sqlOf(good))),
    requests: (after) => checked(sequence, after, (good) => place.ask((server) => server.requests(good))),
    image: () => place.ask((server) => server.image()),
    stop: async () => ({ ok: true, value: await place.stop() }),
    start: async () => ({ ok: true, value: await place.start() }),
  };
}

/** Longer text is refused before the engine reads it. */
const LONGEST_TEXT = 100_000;
const plainText = v.pipe(
  v.string(),
  v.maxLength(LONGEST_TEXT, `text of more than ${LONGEST_TEXT} characters is not read`),
);
const sequence = v.pipe(v.number(), v.minValue(0));
