// Sessions and answers in a database that outlives its server: an answer is written in the transaction of what it answers [HTTP-4] [WS-2].
import { isJsonObject, parseJson } from '../base/json.ts';
import type { SessionValues } from '../protocol/session.ts';
import type { KeptRequest } from './journal.ts';
import { IDLE_SESSIONS_KEPT, type Session } from './sessions.ts';
import type { SqlRow, Storage, Transaction } from './storage.ts';

const TABLES = [
  `create table if not exists _pyre_sessions (
    number integer primary key autoincrement, id text not null unique, session_values text not null
  )`,
  `create table if not exists _pyre_requests (
    number integer primary key autoincrement, session_id text not null, id text not null,
    asked text not null, body text not null, revision integer not null, unique (session_id, id)
  )`,
];
const WRITE_SESSION = `insert into _pyre_sessions (id, session_values) values ($id, $values)
  on conflict (id) do update set session_values = excluded.session_values`;
const WRITE_REQUEST = `insert into _pyre_requests (session_id, id, asked, body, revision)
  values ($sessionId, $id, $asked, $body, $revision)
  on conflict (session_id, id) do update set asked = excluded.asked, body = excluded.body, revision = excluded.revision`;
const READ_SESSIONS = 'select id, session_values from _pyre_sessions order by number';
const READ_REQUESTS = 'select session_id, id, asked, body, revision from _pyre_requests order by number';
const KEEP_NEWEST_SESSIONS =
  'delete from _pyre_sessions where number <= (select number from _pyre_sessions order by number desc limit 1 offset $kept)';
const FORGET_REQUESTS_OF_NOBODY = 'delete from _pyre_requests where session_id not in (select id from _pyre_sessions)';
const OLD_REQUESTS = `number <= (
  select number from _pyre_requests where session_id = $sessionId order by number desc limit 1 offset $kept)`;

/** Answers after which a session's oldest are looked for. */
const ANSWERS_BETWEEN_LOOKS = 1_000;

/** What a ledger held when it was opened. */
export interface LedgerEntries {
  readonly sessions: readonly { readonly id: string; readonly values: SessionValues }[];
  readonly requests: readonly KeptRequest[];
}

/** The ledger of a lasting database. It is read once, when a server starts. */
export class Ledger {
  readonly #storage: Storage;
  readonly #requestsKept: number;
  /** Ended sessions, to be struck out with the next write. */
  readonly #ended: string[] = [];
  #answers = 0;

  /** `requestsKept`: answers that are remembered for each session. */
  constructor(storage: Storage, requestsKept: number) {
    this.#storage = storage;
    this.#requestsKept = requestsKept;
    storage.transaction((transaction) => {
      for (const table of TABLES) transaction.execute(table);
      transaction.all(KEEP_NEWEST_SESSIONS, { $kept: IDLE_SESSIONS_KEPT });
      transaction.all(FORGET_REQUESTS_OF_NOBODY);
    });
  }

  read(): LedgerEntries {
    return this.#storage.transaction((transaction) => ({
      sessions: transaction.all(READ_SESSIONS).rows.flatMap(toSession),
      requests: transaction.all(READ_REQUESTS).rows.map(toRequest),
    }));
  }

  /** A session was issued, or has other values. Not within a transaction. */
  session({ id, values }: Pick<Session, 'id' | 'values'>): void {
    this.#storage.transaction((transaction) => {
      transaction.all(WRITE_SESSION, { $id: id, $values: JSON.stringify(values) });
      this.#strikeOut(transaction);
    });
  }

  /** A mutation is being answered, within its transaction: both are kept or neither is. */
  answered(transaction: Transaction, { sessionId, id, asked, body, revision }: KeptRequest): void {
    transaction.all(WRITE_REQUEST, {
      $sessionId: sessionId,
      $id: id,
      $asked: asked,
      $body: body,
      $revision: revision,
    });
    if (++this.#answers % ANSWERS_BETWEEN_LOOKS > 0) return;
    const old = `delete from _pyre_requests where session_id = $sessionId and ${OLD_REQUESTS}`;
    transaction.all(old, { $sessionId: sessionId, $kept: this.#requestsKept });
  }

  /** A session is over. */
  ended(sessionId: string): void {
    this.#ended.push(sessionId);
  }

  #strikeOut(transaction: Transaction): void {
    for (const id of this.#ended.splice(0)) {
      transaction.all('delete from _pyre_sessions where id = $id', { $id: id });
      transaction.all('delete from _pyre_requests where session_id = $id', { $id: id });
    }
  }
}

/** Nobody but us writes this table; values that are no object any more are nobody's. */
function toSession([id, text]: SqlRow): LedgerEntries['sessions'] {
  const values = parseJson(String(text));
  return isJsonObject(values) ? [{ id: String(id), values }] : [];
}

function toRequest([sessionId, id, asked, body, revision]: SqlRow): KeptRequest {
  return {
    sessionId: String(sessionId),
    id: String(id),
    asked: String(asked),
    body: String(body),
    revision: Number(revision),
  };
}
