// The sync logic of a client as a pure value: state and event in, state and effects out. Every decision is made here.
import { unreachable } from '../base/assert.ts';
import { asSessionId } from '../base/ids.ts';
import type { CatchupRequired, Connected, Delta, DownMessage } from '../protocol/down.ts';
import { CLOSE } from '../protocol/errors.ts';
import { ask, beginCatchUp, pageArrived, requestFailed, schemaArrived } from './catch-up.ts';
import { highest, NOTHING_KNOWN, remembered, sameUser, withEpoch, withoutCursor } from './known.ts';
import { aborting, connect, hangUp, lose } from './link.ts';
import { readDelta, type DeltaNews } from './news.ts';
import { learn, outcome, andThen, unavailable, withError, withLink } from './outcome.ts';
import type { CacheMeta } from './persistence.ts';
import { NO_CHANGE } from './row-store.ts';
import { advanced } from './same-cursor.ts';
import { sameJson } from './same-json.ts';
import type {
  CatchingUp,
  Chain,
  Known,
  Live,
  Outcome,
  Settings,
  SyncEvent,
  SyncState,
  TimerName,
} from './sync-types.ts';

/** Pings without a pong that a connection survives [WS-5]. */
const MISSED_PONGS_ENDURED = 2;

/** A client that has neither loaded nor connected. */
export function initialState(settings: Settings, sessionId: Known['sessionId']): SyncState {
  const known: Known = { ...NOTHING_KNOWN, sessionId, storage: settings.durable ? 'stored' : 'memory' };
  return { settings, known, link: { phase: 'offline' }, serial: 0 };
}

/** One step. Events of sockets and requests that are not expected any more change nothing. */
export function step(state: SyncState, event: SyncEvent): Outcome {
  switch (event.type) {
    case 'started':
      return started(state, event.cache, event.online);
    case 'wentOnline':
      return wentOnline(state);
    case 'wentOffline':
      return outcome(withLink(state, { phase: 'offline' }), ...hangUp(state.link, 'The client went offline.'));
    case 'reconnectAsked':
      return andThen(outcome(state, ...hangUp(state.link, 'The client reconnects.')), (now) => connect(now, 0));
    case 'resyncAsked':
      return resyncAsked(state);
    case 'messageArrived':
      return messageArrived(state, event.socket, event.message);
    case 'messageUnreadable':
      return messageUnreadable(state, event.socket, event.problem);
    case 'socketClosed':
      return socketClosed(state, event.socket, event.code, event.reason);
    case 'schemaArrived':
      return whenAsked(state, event.request, (link) => schemaArrived(state, link, event.schema));
    case 'pageArrived':
      return whenAsked(state, event.request, (link) => pageArrived(state, link, event.answer));
    case 'requestFailed':
      return whenAsked(state, event.request, (link) => requestFailed(state, link, event.error));
    case 'timerFired':
      return timerFired(state, event.timer);
    case 'storageFailed':
      return storageFailed(state, event.problem);
    default:
      return unreachable(event);
  }
}

function started(state: SyncState, cache: CacheMeta | null, online: boolean): Outcome {
  const known = cache === null ? state.known : remembered(state.known, cache);
  const ready = { ...state, known };
  return online ? connect(ready, 0) : outcome(ready);
}

/** Whatever waits to be tried again is tried at once [CLIENT-3]. */
function wentOnline(state: SyncState): Outcome {
  const { link } = state;
  const waiting = link.phase === 'connecting' && link.socket === null;
  return link.phase === 'offline' || waiting ? connect(state, 0) : retry(state);
}

function resyncAsked(state: SyncState): Outcome {
  const purged = learn(state, withoutCursor(state.known), { ...NO_CHANGE, purge: true });
  const { link } = state;
  if (link.phase !== 'live' && link.phase !== 'catching_up') return purged;
  return andThen(purged, (now) => beginCatchUp(now, link.chain, link.phase === 'live' ? 'page' : link.asking));
}

function messageArrived(state: SyncState, socket: number, message: DownMessage): Outcome {
  const { link } = state;
  if (link.phase === 'connecting' && link.socket === socket) {
    return message.type === 'connected' ? greeted(state, socket, message, link.attempt) : outcome(state);
  }
  if ((link.phase !== 'catching_up' && link.phase !== 'live') || link.chain.socket !== socket) return outcome(state);
  switch (message.type) {
    case 'connected':
      return messageUnreadable(state, socket, 'The server greeted a connection twice.');
    case 'delta':
      return deltaArrived(state, link, message);
    case 'catchupRequired':
      return catchupRequired(state, link, message);
    case 'pong':
      return pongArrived(state, link, message.previousRevision);
    default:
      return unreachable(message);
  }
}

/** `connected`: who we are, and whether what we hold is of this user and this database [WS-1] [SYNC-6] [SYNC-12]. */
function greeted(state: SyncState, socket: number, message: Connected, attempt: number): Outcome {
  const chain: Chain = { socket, revision: message.serverRevision, missedPongs: 0 };
  const met = meet(state, message.session, message.databaseEpoch, message.serverRevision);
  const named: Outcome = andThen(met, (now) => {
    const known = { ...now.known, sessionId: asSessionId(message.sessionId) };
    return learn(now, known, NO_CHANGE);
  });
  const beating: Outcome = andThen(named, (now) =>
    outcome(now, { type: 'setTimer', timer: 'heartbeat', delayMs: now.settings.pingIntervalMs, jitter: 0 }),
  );
  return andThen(beating, (now) => beginCatchUp(now, chain, 'schema', attempt));
}

/** Takes over session and epoch; purges at once, before anything new is shown, when either makes the cache another's. */
function meet(state: SyncState, session: Known['session'], databaseEpoch: string, revision: number): Outcome {
  const before = state.known;
  const stranger = before.session !== null && session !== null && !sameUser(before.session, session);
  const replaced = before.databaseEpoch !== null && before.databaseEpoch !== databaseEpoch;
  const current = withEpoch(before, databaseEpoch);
  const known = {
    ...(stranger ? withoutCursor(current) : current),
    session: session ?? before.session,
    serverRevision: Math.max(current.serverRevision, revision),
  };
  return learn(state, known, stranger || replaced ? { ...NO_CHANGE, purge: true } : NO_CHANGE);
}

function deltaArrived(state: SyncState, link: CatchingUp | Live, delta: Delta): Outcome {
  const { chain } = link;
  const whole = delta.previousRevision === chain.revision;
  if (!whole && delta.serverRevision <= chain.revision) return outcome(state);
  const next = { ...chain, revision: delta.serverRevision };
  // Without the schema rows have no keys; the page that follows it is read later and holds these rows.
  if (link.phase === 'catching_up' && link.asking === 'schema')
    return outcome(withLink(state, { ...link, chain: next }));
  const reading = readDelta(delta, state.known.keys, state.known.pagedUntil, link.phase === 'catching_up' || !whole);
  if (!reading.ok) return cannotApply(state, link, next, reading.unknownTable, reading.problem);
  return link.phase === 'live'
    ? deltaWhileLive(state, next, reading.value, whole)
    : deltaWhileCatchingUp(state, { ...link, chain: next }, reading.value, whole);
}

/** Live and without a gap the cursor follows the deltas; a gap means that something was lost: catch up [SYNC-10]. */
function deltaWhileLive(state: SyncState, chain: Chain, news: DeltaNews, whole: boolean): Outcome {
  const { known } = state;
  const cursor = whole ? advanced(known.cursor, news.stamps) : known.cursor;
  const serverRevision = Math.max(known.serverRevision, chain.revision);
  const learned = learn(state, { ...known, cursor, serverRevision }, news.change, { phase: 'live', chain });
  return whole ? learned : andThen(learned, (now) => beginCatchUp(now, chain, 'page'));
}

/** During a catch-up deltas are applied, but the cursor stays with the pages until the last one has come [SYNC-9]. */
function deltaWhileCatchingUp(state: SyncState, link: CatchingUp, news: DeltaNews, whole: boolean): Outcome {
  const serverRevision = Math.max(state.known.serverRevision, link.chain.revision);
  const staging = highest(link.staging, news.stamps);
  const again = link.again || (!whole && link.request !== null);
  return learn(state, { ...state.known, serverRevision }, news.change, { ...link, staging, again });
}

/** A message that cannot be applied counts as lost: what it held comes with a catch-up. */
function cannotApply(
  state: SyncState,
  link: CatchingUp | Live,
  chain: Chain,
  schemaDue: boolean,
  problem: string,
): Outcome {
  const failed = withError(state, { kind: 'Internal', message: problem });
  if (schemaDue || link.phase === 'live') return beginCatchUp(failed, chain, schemaDue ? 'schema' : 'page');
  return outcome(withLink(failed, { ...link, chain, again: link.again || link.request !== null }));
}

function catchupRequired(state: SyncState, link: CatchingUp | Live, message: CatchupRequired): Outcome {
  const chain = { ...link.chain, revision: message.serverRevision };
  const schemaDue = message.reason === 'schemaChanged' || (link.phase === 'catching_up' && link.asking === 'schema');
  const met = meet(state, message.session ?? null, message.databaseEpoch, message.serverRevision);
  const { session, databaseEpoch } = met.state.known;
  const changed = databaseEpoch !== state.known.databaseEpoch || !sameJson(session, state.known.session);
  // A page that was asked for under another session or schema is not waited for: it may show what is no longer ours.
  if (link.phase === 'live' || changed || schemaDue) {
    return andThen(met, (now) => beginCatchUp(now, chain, schemaDue ? 'schema' : 'page'));
  }
  const again = link.again || link.request !== null;
  return andThen(met, (now) => outcome(withLink(now, { ...link, chain, again })));
}

/** A pong proves the connection, and tells the loss of even the last delta [WS-5]. */
function pongArrived(state: SyncState, link: CatchingUp | Live, revision: number): Outcome {
  const whole = revision === link.chain.revision;
  const chain = { ...link.chain, missedPongs: 0, revision };
  if (whole) return outcome(withLink(state, { ...link, chain }));
  if (link.phase === 'live') return beginCatchUp(state, chain, 'page');
  return outcome(withLink(state, { ...link, chain, again: link.again || link.request !== null }));
}

function messageUnreadable(state: SyncState, socket: number, problem: string): Outcome {
  const { link } = state;
  const message = `The server sent a message that cannot be read. ${problem}`;
  if (link.phase === 'connecting' && link.socket === socket) return lose(state, { kind: 'Internal', message });
  if ((link.phase !== 'catching_up' && link.phase !== 'live') || link.chain.socket !== socket) return outcome(state);
  return cannotApply(state, link, link.chain, false, message);
}

function socketClosed(state: SyncState, socket: number, code: number, reason: string): Outcome {
  const { link, known } = state;
  const ours = link.phase === 'connecting' ? link.socket === socket : 'chain' in link && link.chain.socket === socket;
  if (!ours) return outcome(state);
  const error = unavailable(`The connection closed (${reason === '' ? code : `${code}: ${reason}`}).`);
  if (code !== CLOSE.unknownSession || known.sessionId === null) return lose(state, error);
  // The server does not know the session: start over without it, at once [WS-2].
  const nameless = withError({ ...state, known: { ...known, sessionId: null } }, error);
  return andThen(outcome(nameless, ...hangUp(link, reason)), (now) => connect(now, 0));
}

function timerFired(state: SyncState, timer: TimerName): Outcome {
  switch (timer) {
    case 'retry':
      return retry(state);
    case 'heartbeat':
      return heartbeat(state);
    case 'patience':
      return patienceEnded(state);
    default:
      return unreachable(timer);
  }
}

function retry(state: SyncState): Outcome {
  const { link } = state;
  if (link.phase === 'connecting' && link.socket === null) return connect(state, link.attempt);
  if (link.phase === 'catching_up' && link.request === null) return ask(state, link);
  return outcome(state);
}

function heartbeat(state: SyncState): Outcome {
  const { link } = state;
  if (link.phase !== 'catching_up' && link.phase !== 'live') return outcome(state);
  const { chain } = link;
  if (chain.missedPongs >= MISSED_PONGS_ENDURED) return lose(state, unavailable('The server stopped answering pings.'));
  return outcome(
    withLink(state, { ...link, chain: { ...chain, missedPongs: chain.missedPongs + 1 } }),
    { type: 'sendPing', socket: chain.socket },
    { type: 'setTimer', timer: 'heartbeat', delayMs: state.settings.pingIntervalMs, jitter: 0 },
  );
}

function patienceEnded(state: SyncState): Outcome {
  const { link } = state;
  if (link.phase === 'connecting' && link.socket !== null) {
    return lose(state, unavailable('The server did not greet the connection in time.'));
  }
  if (link.phase !== 'catching_up' || link.request === null) return outcome(state);
  const late = requestFailed(state, link, unavailable('The server did not answer in time.'));
  return { state: late.state, effects: [...aborting(link.request), ...late.effects] };
}

function whenAsked(state: SyncState, request: number, next: (link: CatchingUp) => Outcome): Outcome {
  const { link } = state;
  return link.phase === 'catching_up' && link.request === request ? next(link) : outcome(state);
}

function storageFailed(state: SyncState, problem: string): Outcome {
  const storageError = unavailable(`The cache is kept in memory only. ${problem}`);
  return outcome({ ...state, known: { ...state.known, storage: 'memory', storageError } });
}
