// Requests for queries: arguments checked, run, remembered by request id, and broadcast after the commit [HTTP-4] [SYNC-11].
import type { JsonObject } from '../base/json.ts';
import type { CompiledQuery, SqlValue } from '../engine/engine.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { PATH } from '../protocol/paths.ts';
import { bindArguments } from './arguments.ts';
import type { Connections } from './connections.ts';
import type { History } from './history.ts';
import { invalidInput } from './invalid-input.ts';
import type { KeptRequest } from './journal.ts';
import { runMutation, runQuery, type MutationContext, type PreparedQuery } from './mutate.ts';
import { flattenSession } from './session-values.ts';
import type { Session } from './sessions.ts';
import type { ServerState } from './state.ts';

/** Answers that are remembered for each session; the oldest is forgotten first. */
export const REQUESTS_REMEMBERED = 10_000;
const LONGEST_REQUEST_ID = 200;

/** The answer of a mutation. */
export interface Written {
  readonly body: string;
  readonly revision: number;
}

/** An answer that was given. */
export interface Remembered extends Written {
  /** What was asked: the same id for something else is a mistake. */
  readonly asked: string;
}

/** Runs queries for sessions. */
export class Requests {
  readonly #state: ServerState;
  readonly #connections: Connections;
  readonly #history: History;
  readonly #remembered = new WeakMap<Session, Map<string, Remembered>>();
  /** Resolves when the deltas of all mutations so far have left. */
  #announced: Promise<void> = Promise.resolve();

  constructor(state: ServerState, connections: Connections, history: History) {
    this.#state = state;
    this.#connections = connections;
    this.#history = history;
  }

  /** Body of the answer to a query. */
  read(session: Session, query: CompiledQuery, given: JsonObject): string {
    return runQuery(this.#state.storage, this.#prepare(session, query, given));
  }

  /**
   * Applies a mutation, at most once for each `requestId`. When it is committed and durable its deltas leave, in the order of
   * commits, and then this resolves: a server that dies before has told nobody of it [SYNC-11].
   */
  async write(session: Session, query: CompiledQuery, given: JsonObject, requestId: string | null): Promise<Written> {
    const { recorder } = this.#state;
    if (requestId === null) {
      recorder.refuseNow();
      return this.#mutate(session, query, given, null);
    }
    if (requestId === '' || requestId.length > LONGEST_REQUEST_ID) {
      throw new ProtocolError('Malformed', `a request id has 1 to ${LONGEST_REQUEST_ID} characters`);
    }
    const asked = fingerprint(`${query.id} ${JSON.stringify(given)}`);
    const earlier = this.#remembered.get(session)?.get(requestId);
    if (!earlier) {
      recorder.refuseNow();
      return this.#mutate(session, query, given, { id: requestId, asked });
    }
    if (earlier.asked !== asked) {
      throw new ProtocolError('InvalidInput', 'this request id was used for another request; take a new one');
    }
    await recorder.orUnavailable(this.#announced);
    return earlier;
  }

  /** Remembers a request, so that it is not applied again. */
  remember(session: Session, requestId: string, remembered: Remembered): void {
    const known = this.#remembered.get(session) ?? new Map<string, Remembered>();
    this.#remembered.set(session, known.set(requestId, remembered));
    const [oldest] = known.keys();
    if (known.size > REQUESTS_REMEMBERED && oldest !== undefined) known.delete(oldest);
  }

  /** Everything that is remembered of a session, the oldest first. */
  rememberedOf(session: Session): readonly KeptRequest[] {
    const known = this.#remembered.get(session) ?? [];
    return Array.from(known, ([id, { asked, body, revision }]) => ({
      sessionId: session.id,
      id,
      asked,
      body,
      revision,
    }));
  }

  async #mutate(
    session: Session,
    query: CompiledQuery,
    given: JsonObject,
    request: { readonly id: string; readonly asked: string } | null,
  ): Promise<Written> {
    const state = this.#state;
    const { storage, clock, project, recorder } = state;
    const { physicalColumns, keyIndexes } = project;
    const keep = (body: string, revision: number): KeptRequest | null =>
      request && { ...request, sessionId: session.id, body, revision };
    const context: MutationContext = {
      nowMs: clock.nowMs(),
      physicalColumns,
      keyIndexes,
      history: this.#history,
      answered: (transaction, answer, reached) => {
        const answered = keep(answer, reached);
        if (answered) recorder.answered(transaction, answered);
      },
    };
    const { body, revision, written, changes } = runMutation(storage, this.#prepare(session, query, given), context);
    if (request) this.remember(session, request.id, { body, revision, asked: request.asked });
    const kept = keep(body, revision);
    const announced = this.#inTurn(recorder.mutation(revision, written, kept), () => {
      // Under another schema everybody was told to catch up meanwhile, and these images are of the old one.
      if (state.project === project) this.#connections.broadcast(changes, revision);
    });
    await recorder.orUnavailable(announced);
    return { body, revision };
  }

  /** Announces when `durable` has resolved and everything before it was announced: deltas keep the order of commits [WS-6]. */
  async #inTurn(durable: Promise<void>, announce: () => void): Promise<void> {
    const mine = Promise.all([this.#announced, durable]).then(announce);
    this.#announced = mine.catch(() => undefined);
    return mine;
  }

  #prepare(session: Session, query: CompiledQuery, given: JsonObject): PreparedQuery {
    const { watch, project } = this.#state;
    const { sessionShape } = project;
    const bound = bindArguments(query, given, sessionShape.unions);
    if (!bound.ok) throw invalidInput(`the arguments of ${query.name} do not fit`, bound.problems);
    const values = new Map<string, SqlValue>([...bound.values, ...flattenSession(sessionShape, session.values)]);
    watch.expect(PATH.database(query.name), session.values);
    return { query, values };
  }
}

/** Short for what may be long. It tells a mistake, it guards nothing: who forges it fools but itself. */
function fingerprint(text: string): string {
  let [high, low] = [0x811c9dc5, 0x1b873593];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x85ebca6b) + 0x52dce729;
  }
  return `${text.length}-${(high >>> 0).toString(16)}-${(low >>> 0).toString(16)}`;
}
