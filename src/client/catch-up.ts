// The catch-up: schema first, then page after page, until the client holds its view [SYNC-9].
import type { SchemaAnswer } from '../protocol/catalog.ts';
import { PAGE_SIZE, type SyncAnswer, type SyncPage, type SyncRequest } from '../protocol/sync.ts';
import { sameCursor, withEpoch, withoutCursor, withSchema } from './known.ts';
import { aborting, lose, RETRY_JITTER, retryDelayMs } from './link.ts';
import { readPage } from './news.ts';
import { learn, outcome, andThen, unavailable, withError, withLink } from './outcome.ts';
import { NO_CHANGE } from './row-store.ts';
import { advanced, sharedCursor } from './same-cursor.ts';
import type { ClientError } from './snapshot.ts';
import type { CatchingUp, Chain, Effect, Outcome, SyncState } from './sync-types.ts';

/** How long a request may take. */
const REQUEST_PATIENCE_MS = 30_000;
/** After so many refusals in a row, what was refused (session, cursor) is given up instead of offered again. */
const REFUSALS_ENDURED = 2;

/** Starts a catch-up from the cursor as it is; one that is under way is given up. */
export function beginCatchUp(state: SyncState, chain: Chain, asking: CatchingUp['asking'], attempt = 0): Outcome {
  const left = state.link.phase === 'catching_up' ? aborting(state.link.request) : [];
  const link: CatchingUp = { phase: 'catching_up', chain, attempt, request: null, asking, again: false, staging: {} };
  return andThen(outcome(state, ...left), (now) => ask(now, link));
}

/** Sends the request that `link` is at. */
export function ask(state: SyncState, link: CatchingUp): Outcome {
  const request = state.serial + 1;
  const asking = { ...withLink(state, { ...link, request }), serial: request };
  return outcome(
    asking,
    { type: 'cancelTimer', timer: 'retry' },
    link.asking === 'schema' ? { type: 'requestSchema', request } : pageRequest(state, request),
    { type: 'setTimer', timer: 'patience', delayMs: REQUEST_PATIENCE_MS, jitter: 0 },
  );
}

/** The first rows soon, in a page of the usual size; the rest of a table that is read from nothing in few. */
function pageRequest(state: SyncState, request: number): Effect {
  const { cursor, session, databaseEpoch, sessionId } = state.known;
  const isUnderway = Object.values(cursor.tables).some(({ since }) => since !== undefined);
  const pageSize = state.settings.pageSize ?? (isUnderway ? PAGE_SIZE.largest : null);
  const body: SyncRequest = {
    syncCursor: cursor,
    ...(session === null ? {} : { session }),
    ...(databaseEpoch === null ? {} : { databaseEpoch }),
    ...(pageSize === null ? {} : { pageSize }),
  };
  return { type: 'requestPage', request, sessionId, body };
}

/** The tables are known: rows can be keyed, pages asked for. */
export function schemaArrived(state: SyncState, link: CatchingUp, schema: SchemaAnswer): Outcome {
  const { known, dropTables } = withSchema(state.known, schema);
  const change = { ...NO_CHANGE, dropTables };
  const learned = known.schema === state.known.schema ? outcome({ ...state, known }) : learn(state, known, change);
  return andThen(learned, (now) => ask(now, { ...link, asking: 'page' }));
}

/** A page: apply it, then ask for the next, start over, or go live. */
export function pageArrived(state: SyncState, link: CatchingUp, answer: SyncAnswer): Outcome {
  if ('type' in answer || answer.databaseEpoch !== state.known.databaseEpoch) {
    return startOver(state, answer.databaseEpoch, 'The database was replaced.');
  }
  const reading = readPage(answer, state.known.keys, state.known.cursor);
  if (!reading.ok) return tryAgain(state, reading.unknownTable ? { ...link, asking: 'schema' } : link, reading.problem);
  const { tables, cursor } = reading.value;
  if (answer.has_more && sameCursor(cursor, state.known.cursor)) {
    return tryAgain(state, link, 'The server promised more rows and sent none.');
  }
  const last = !answer.has_more && !link.again;
  const known = {
    ...state.known,
    cursor: last ? sharedCursor(advanced(cursor, link.staging)) : cursor,
    serverRevision: Math.max(state.known.serverRevision, answer.serverRevision),
    pagedUntil: Math.max(state.known.pagedUntil, answer.syncPoint),
    pagesApplied: state.known.pagesApplied + 1,
    lastError: last ? null : state.known.lastError,
  };
  const applied = learn(state, known, { ...NO_CHANGE, tables, readAt: answer.syncPoint, settled: last });
  return andThen(applied, (now) => afterPage(now, link, answer));
}

function afterPage(state: SyncState, link: CatchingUp, page: SyncPage): Outcome {
  if (page.has_more) return ask(state, { ...link, attempt: 0 });
  if (link.again) return ask(state, { ...link, attempt: 0, again: false, staging: {} });
  const live = withLink(state, { phase: 'live', chain: link.chain });
  return outcome(live, { type: 'cancelTimer', timer: 'patience' });
}

/** A request failed: what the server said decides whether to ask again, start over or find out who we are. */
export function requestFailed(state: SyncState, link: CatchingUp, error: ClientError): Outcome {
  const failed = withError(state, error);
  switch (error.kind) {
    case 'UnknownSession':
      return lose({ ...failed, known: { ...failed.known, sessionId: null } }, error);
    case 'StaleEpoch':
      return startOver(failed, null, error.message);
    case 'SessionMismatch':
      // News of the change is on its way over the socket; a new connection brings it for certain.
      return link.attempt < REFUSALS_ENDURED ? retryLater(failed, link) : lose(failed, error);
    case 'Malformed':
      return refused(failed, link);
    default:
      return retryLater(failed, link);
  }
}

/** The cursor was refused: perhaps its tables are old, so read the schema again; if that does not help, drop it. */
function refused(state: SyncState, link: CatchingUp): Outcome {
  if (link.attempt < REFUSALS_ENDURED) return retryLater(state, { ...link, asking: 'schema' });
  const purged = learn(state, withoutCursor(state.known), { ...NO_CHANGE, purge: true });
  return andThen(purged, (now) => retryLater(now, { ...link, asking: 'schema' }));
}

/** Another database answered: everything held is void, and so is the connection [SYNC-12]. */
function startOver(state: SyncState, databaseEpoch: string | null, reason: string): Outcome {
  const known = withoutCursor(withEpoch(state.known, databaseEpoch));
  const purged = learn(state, known, { ...NO_CHANGE, purge: true });
  return andThen(purged, (now) => lose(now, unavailable(reason)));
}

function tryAgain(state: SyncState, link: CatchingUp, problem: string): Outcome {
  return retryLater(withError(state, { kind: 'Internal', message: problem }), link);
}

function retryLater(state: SyncState, link: CatchingUp): Outcome {
  const waiting = withLink(state, { ...link, request: null, attempt: link.attempt + 1 });
  return outcome(
    waiting,
    { type: 'cancelTimer', timer: 'patience' },
    { type: 'setTimer', timer: 'retry', delayMs: retryDelayMs(link.attempt), jitter: RETRY_JITTER },
  );
}
