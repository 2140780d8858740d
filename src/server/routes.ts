// The HTTP side: paths, methods, who is asking, and failures as the closed set says [HTTP-1] to [HTTP-8].
import * as v from 'valibot';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import { EngineTrap } from '../engine/engine.ts';
import { REQUEST_ID_HEADER, REVISION_HEADER } from '../protocol/catalog.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { PATH, SESSION_PARAMETER } from '../protocol/paths.ts';
import { loginRequest, type LoginAnswer } from '../protocol/session.ts';
import { PAGE_SIZE, syncRequest, type SyncRequest } from '../protocol/sync.ts';
import { answer, failure, type Answered, type Asked } from './asked.ts';
import { parseBody } from './body.ts';
import { checkCursorTables, readPage } from './catch-up.ts';
import { invalidInput } from './invalid-input.ts';
import type { Requests } from './requests.ts';
import { checkSession, sameJson } from './session-values.ts';
import type { Session } from './sessions.ts';
import type { ServerState } from './state.ts';
import { PROBLEMS_TOLD } from './values.ts';

/** What the routes need beside the state. */
export interface RoutesOptions {
  readonly state: ServerState;
  readonly requests: Requests;
  /** Whether anybody may log in with values of their choice [HTTP-8]. */
  readonly devLogin: boolean;
}

/** What answers a request. Every failure becomes an answer; it never throws. */
export type Routes = (asked: Asked) => Promise<Answered>;

/** Answers one request at a place, or throws `ProtocolError`. */
interface Place {
  /** The one method that is answered here; HEAD is answered wherever GET is. */
  readonly method: 'GET' | 'POST';
  readonly answer: (asked: Asked) => Answered | Promise<Answered>;
}

export function createRoutes(options: RoutesOptions): Routes {
  const { state, requests, devLogin } = options;
  const places = new Map<string, Place>([
    [PATH.queries, { method: 'GET', answer: () => answer(state.project.queriesText) }],
    [PATH.schema, { method: 'GET', answer: () => answer(state.project.schemaText) }],
    [PATH.sync, { method: 'POST', answer: async (asked) => answer(await sync(state, asked)) }],
  ]);
  if (devLogin) places.set(PATH.login, { method: 'POST', answer: (asked) => login(state, asked) });
  const placeOf = (path: string): Place | undefined => {
    const query = queryNamed(path);
    if (query === null) return places.get(path);
    return { method: 'POST', answer: (asked) => runNamed(state, requests, asked, query) };
  };
  return async (asked) => {
    try {
      const path = asked.url.pathname;
      const place = placeOf(path);
      if (!place) return failure(new ProtocolError('UnknownPath', `there is nothing at ${path}`));
      const { method } = place;
      const fits = asked.method === method || (asked.method === 'HEAD' && method === 'GET');
      return fits ? await place.answer(asked) : refuseMethod(asked, method);
    } catch (error) {
      return failure(expected(state, error));
    }
  };
}

const DATABASE = PATH.database('');

/** The query that a path asks for; null when it is another path. */
function queryNamed(path: string): string | null {
  if (!path.startsWith(DATABASE) || path === DATABASE) return null;
  const name = path.slice(DATABASE.length);
  return name.includes('/') ? null : decoded(name);
}

/** What is no encoded text is what it is. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

async function runNamed(state: ServerState, requests: Requests, asked: Asked, name: string): Promise<Answered> {
  const session = sessionOf(state, asked);
  const query = state.project.queries.get(name) ?? state.typed.find(state.project, name);
  if (!query)
    throw new ProtocolError('UnknownQuery', `there is no query ${JSON.stringify(name)}; GET /queries lists them all`);
  const given = parseBody(await asked.text());
  if (query.operation === 'query') {
    const body = requests.read(session, query, given);
    // Like a page: what is told of a commit must survive the server's end.
    await state.recorder.settled();
    return answer(body);
  }
  const { body, revision } = await requests.write(session, query, given, asked.header(REQUEST_ID_HEADER));
  return answer(body, { [REVISION_HEADER]: String(revision) });
}

async function sync(state: ServerState, asked: Asked): Promise<string> {
  const session = sessionOf(state, asked);
  const body = parseBody(await asked.text());
  const { syncCursor, session: claimed, databaseEpoch, pageSize } = parseSync(body);
  if (claimed) refuseOtherSession(state, session, claimed);
  if (databaseEpoch !== undefined && databaseEpoch !== state.databaseEpoch) {
    return JSON.stringify({ type: 'reset', databaseEpoch: state.databaseEpoch });
  }
  checkCursorTables(state, tablesNamed(body));
  state.watch.expect(PATH.sync, session.values);
  const page = readPage(state, syncCursor, session.values, pageSize ?? PAGE_SIZE.default);
  // A page tells of commits: none may be told before it would survive the server's end.
  await state.recorder.settled();
  return page;
}

/** From the body as it came: the validator passes over names such as `constructor`. */
function tablesNamed(body: JsonObject): readonly string[] {
  const cursor = body['syncCursor'];
  const tables = isJsonObject(cursor) ? cursor['tables'] : null;
  return isJsonObject(tables) ? Object.keys(tables) : [];
}

function parseSync(body: JsonObject): SyncRequest {
  const parsed = v.safeParse(syncRequest, body);
  if (parsed.success) return parsed.output;
  const details = parsed.issues.slice(0, PROBLEMS_TOLD).map((issue) => ({
    name: (v.getDotPath(issue) ?? 'body').slice(0, 200),
    expected: issue.expected ?? issue.message,
    found: issue.received,
  }));
  const [first] = details;
  throw new ProtocolError('Malformed', `${first?.name}: expected ${first?.expected}, found ${first?.found}`, details);
}

/** A body may repeat the session's values; nobody becomes somebody else by asking [HTTP-7]. */
function refuseOtherSession(state: ServerState, session: Session, claimed: JsonObject): void {
  const checked = checkSession(state.project.sessionShape, claimed);
  if (checked.ok && sameJson(checked.values, session.values)) return;
  throw new ProtocolError(
    'SessionMismatch',
    'the session values in the body are not those of this sessionId; leave them out',
  );
}

async function login(state: ServerState, asked: Asked): Promise<Answered> {
  const parsed = v.safeParse(loginRequest, parseBody(await asked.text()));
  if (!parsed.success) throw new ProtocolError('Malformed', 'the body must be { "session": { … } }');
  const checked = checkSession(state.project.sessionShape, parsed.output.session);
  if (!checked.ok) throw invalidInput('the session values do not fit the schema', checked.problems);
  const session = state.sessions.issue(checked.values);
  state.recorder.session(session);
  const told: LoginAnswer = { sessionId: session.id, session: session.values };
  return answer(JSON.stringify(told));
}

function sessionOf(state: ServerState, asked: Asked): Session {
  const id = asked.url.searchParams.get(SESSION_PARAMETER);
  if (id === null) throw new ProtocolError('UnknownSession', `name your session: ?${SESSION_PARAMETER}=…`);
  const session = state.sessions.find(id);
  if (!session)
    throw new ProtocolError('UnknownSession', 'this session is unknown or has ended; connect to /sync for a new one');
  if (!state.sessions.mayRequest(session))
    throw new ProtocolError('TooManyRequests', 'this session asks too often; wait a second');
  return session;
}

function refuseMethod({ method, url }: Asked, allowed: string): Answered {
  const message = `${url.pathname} answers ${allowed} only, not ${method}`;
  return failure(new ProtocolError('MethodNotAllowed', message), { allow: allowed });
}

/** What may be told of an error: expected trouble as it is, our own mistakes in general words only. */
function expected(state: ServerState, error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  state.report(error);
  if (error instanceof EngineTrap)
    return new ProtocolError('Internal', 'the engine broke on this request; it was restarted');
  return new ProtocolError('Internal', 'the server made a mistake; nothing was written');
}
