// The HTTP side as an ordinary fetch handler: paths, methods, who is asking, and failures as the closed set says [HTTP-1] to [HTTP-8].
import { Hono, type Context } from 'hono';
import * as v from 'valibot';
import { isJsonObject, type JsonObject } from '../base/json.ts';
import { EngineTrap } from '../engine/engine.ts';
import { REQUEST_ID_HEADER, REVISION_HEADER } from '../protocol/catalog.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { PATH, SESSION_PARAMETER } from '../protocol/paths.ts';
import { loginRequest, type LoginAnswer } from '../protocol/session.ts';
import { PAGE_SIZE, syncRequest, type SyncRequest } from '../protocol/sync.ts';
import { readJsonObject } from './body.ts';
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

/** The fetch handler. Every failure becomes an answer; it never throws. */
export function createRoutes({ state, requests, devLogin }: RoutesOptions): (request: Request) => Promise<Response> {
  const app = new Hono();

  app.get(PATH.queries, () => json(state.project.queriesText));
  app.all(PATH.queries, refuseMethod('GET'));
  app.get(PATH.schema, () => json(state.project.schemaText));
  app.all(PATH.schema, refuseMethod('GET'));
  app.post(PATH.sync, async (context) => json(await sync(state, context)));
  app.all(PATH.sync, refuseMethod('POST'));
  app.post('/db/:req', async (context) => runNamed(state, requests, context));
  app.all('/db/:req', refuseMethod('POST'));
  if (devLogin) {
    app.post(PATH.login, async (context) => json(JSON.stringify(await login(state, context))));
    app.all(PATH.login, refuseMethod('POST'));
  }
  app.notFound((context) => failure(new ProtocolError('UnknownPath', `there is nothing at ${context.req.path}`)));
  app.onError((error) => failure(expected(state, error)));
  return async (request) => app.fetch(request);
}

async function runNamed(state: ServerState, requests: Requests, context: Context): Promise<Response> {
  const session = sessionOf(state, context);
  const name = context.req.param('req') ?? '';
  const query = state.project.queries.get(name);
  if (!query)
    throw new ProtocolError('UnknownQuery', `there is no query ${JSON.stringify(name)}; GET /queries lists them all`);
  const given = await readJsonObject(context.req.raw);
  if (query.operation === 'query') return json(requests.read(session, query, given));
  const { body, revision } = await requests.write(session, query, given, context.req.header(REQUEST_ID_HEADER) ?? null);
  return json(body, { [REVISION_HEADER]: String(revision) });
}

async function sync(state: ServerState, context: Context): Promise<string> {
  const session = sessionOf(state, context);
  const body = await readJsonObject(context.req.raw);
  const { syncCursor, session: claimed, databaseEpoch, pageSize } = parseSync(body);
  if (claimed) refuseOtherSession(state, session, claimed);
  if (databaseEpoch !== undefined && databaseEpoch !== state.databaseEpoch) {
    return JSON.stringify({ type: 'reset', databaseEpoch: state.databaseEpoch });
  }
  checkCursorTables(state, tablesNamed(body));
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

async function login(state: ServerState, context: Context): Promise<LoginAnswer> {
  const parsed = v.safeParse(loginRequest, await readJsonObject(context.req.raw));
  if (!parsed.success) throw new ProtocolError('Malformed', 'the body must be { "session": { … } }');
  const checked = checkSession(state.project.sessionShape, parsed.output.session);
  if (!checked.ok) throw invalidInput('the session values do not fit the schema', checked.problems);
  const session = state.sessions.issue(checked.values);
  state.recorder.session(session);
  return { sessionId: session.id, session: session.values };
}

function sessionOf(state: ServerState, context: Context): Session {
  const id = context.req.query(SESSION_PARAMETER);
  if (id === undefined) throw new ProtocolError('UnknownSession', `name your session: ?${SESSION_PARAMETER}=…`);
  const session = state.sessions.find(id);
  if (!session)
    throw new ProtocolError('UnknownSession', 'this session is unknown or has ended; connect to /sync for a new one');
  if (!state.sessions.mayRequest(session))
    throw new ProtocolError('TooManyRequests', 'this session asks too often; wait a second');
  return session;
}

function refuseMethod(allowed: string): (context: Context) => Response {
  return (context) => {
    const message = `${context.req.path} answers ${allowed} only, not ${context.req.method}`;
    return failure(new ProtocolError('MethodNotAllowed', message), { allow: allowed });
  };
}

/** What may be told of an error: expected trouble as it is, our own mistakes in general words only. */
function expected(state: ServerState, error: unknown): ProtocolError {
  if (error instanceof ProtocolError) return error;
  state.report(error);
  if (error instanceof EngineTrap)
    return new ProtocolError('Internal', 'the engine broke on this request; it was restarted');
  return new ProtocolError('Internal', 'the server made a mistake; nothing was written');
}

/** A `ProtocolError` as its answer. */
export function failure(error: ProtocolError, headers: Readonly<Record<string, string>> = {}): Response {
  return json(JSON.stringify(error.toBody()), headers, error.status);
}

function json(text: string, headers: Readonly<Record<string, string>> = {}, status = 200): Response {
  return new Response(text, { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers } });
}
