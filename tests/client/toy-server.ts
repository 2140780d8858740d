// A server small enough to be right by reading: one table, rows visible to all or hidden, removals kept for ever.
import type { ConnectionId } from '../../src/base/ids.ts';
import type { ServerHandler, SocketPort } from '../../src/network/socket.ts';
import type { DownMessage } from '../../src/protocol/down.ts';
import { CLOSE, ProtocolError, type ErrorKind } from '../../src/protocol/errors.ts';
import { STAMP_COLUMN, type AffectedRow, type Row } from '../../src/protocol/rows.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import type { SyncRequest } from '../../src/protocol/sync.ts';
import { schemaOf } from './replica.ts';

interface Line {
  readonly port: SocketPort;
  readonly id: ConnectionId;
  sent: number;
}

export class ToyServer implements ServerHandler {
  epoch = 'e1';
  session: SessionValues = { userId: 1 };
  /** Sessions that may be resumed. */
  readonly sessions = new Set<string>();
  /** Pings are answered. */
  answersPings = true;
  /** The next requests under a path fail with these kinds. */
  readonly refusals: ErrorKind[] = [];
  readonly requests: { readonly path: string; readonly body: unknown; readonly requestId: string | null }[] = [];
  readonly opened$: string[] = [];
  #rows = new Map<number, { readonly stamp: number; readonly visible: boolean }>();
  #lines = new Map<ConnectionId, Line>();
  #stamp = 0;
  #revision = 0;
  #issued = 0;

  /** Rows that a client should hold, as `posts/1@3`. */
  get view(): string[] {
    const visible = [...this.#rows].filter(([, row]) => row.visible);
    return visible.map(([id, row]) => `posts/${id}@${row.stamp}`).toSorted();
  }

  get connections(): number {
    return this.#lines.size;
  }

  /** Writes a row; hidden means that nobody may see it any more. */
  write(id: number, visible = true): void {
    const stamp = ++this.#stamp;
    const before = this.#rows.get(id);
    this.#rows.set(id, { stamp, visible });
    this.#revision++;
    if (!visible && !before?.visible) return;
    this.#broadcast(
      visible
        ? { table_name: 'posts', row: this.#rowOf(id), headers: ['id', STAMP_COLUMN] }
        : { table_name: 'posts', row: { id }, headers: ['id'], removed: true, stamp },
    );
  }

  /** Another user for every connection and everything after. */
  changeSession(session: SessionValues): void {
    this.session = session;
    for (const line of this.#lines.values()) {
      line.sent = this.#revision;
      this.#say(line, {
        type: 'catchupRequired',
        reason: 'sessionChanged',
        session,
        serverRevision: this.#revision,
        databaseEpoch: this.epoch,
      });
    }
  }

  /** Says anything to everybody. */
  shout(text: string): void {
    for (const { port, id } of this.#lines.values()) port.send([id], text);
  }

  /** Everything anew: connections are closed, sessions forgotten. */
  restart(epoch: string): void {
    this.epoch = epoch;
    this.#rows.clear();
    this.#revision = 0;
    this.#stamp = 0;
    this.sessions.clear();
    for (const { port, id } of Array.from(this.#lines.values())) port.close(id, CLOSE.restarting, 'restart');
    this.#lines.clear();
  }

  async fetch(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const text = await request.text();
    const body: unknown = text === '' ? null : JSON.parse(text);
    this.requests.push({ path: url.pathname, body, requestId: request.headers.get('pyre-request-id') });
    const refusal = this.refusals.shift();
    if (refusal) {
      const error = new ProtocolError(refusal, 'as asked');
      return Response.json(error.toBody(), { status: error.status });
    }
    switch (url.pathname) {
      case '/schema':
        return Response.json(schemaOf('posts'));
      case '/queries':
        return Response.json([
          { id: 'q', name: 'ListPosts', operation: 'query', params: [], source: '', generated: false },
        ]);
      case '/sync':
        return Response.json(this.#page(body as SyncRequest));
      case '/db/Write':
        this.write(1);
        return Response.json({ post: [{ id: 1 }] }, { headers: { 'pyre-revision': String(this.#revision) } });
      default:
        return new Response('lost', { status: 404 });
    }
  }

  opened(port: SocketPort, id: ConnectionId, url: URL): void {
    const asked = url.searchParams.get('sessionId');
    this.opened$.push(asked ?? '');
    if (asked !== null && !this.sessions.has(asked)) return port.close(id, CLOSE.unknownSession, 'unknown session');
    const sessionId = asked ?? `s${++this.#issued}`;
    this.sessions.add(sessionId);
    const line = { port, id, sent: this.#revision };
    this.#lines.set(id, line);
    const { session, epoch: databaseEpoch } = this;
    this.#say(line, { type: 'connected', sessionId, session, databaseEpoch, serverRevision: this.#revision });
  }

  received(_port: SocketPort, id: ConnectionId): void {
    const line = this.#lines.get(id);
    if (line && this.answersPings) this.#say(line, { type: 'pong', previousRevision: line.sent });
  }

  closed(_port: SocketPort, id: ConnectionId): void {
    this.#lines.delete(id);
  }

  #page({ syncCursor, databaseEpoch, pageSize = 1000 }: SyncRequest): unknown {
    if (databaseEpoch !== this.epoch) return { type: 'reset', databaseEpoch: this.epoch };
    const after = syncCursor.tables['posts']?.last_seen_updated_at ?? -1;
    const news = [...this.#rows].filter(([, row]) => row.stamp > after).toSorted(([, a], [, b]) => a.stamp - b.stamp);
    const visible = news.filter(([, row]) => row.visible);
    const rows = visible.slice(0, pageSize).map(([id]) => this.#rowOf(id));
    const more = visible.length > pageSize;
    const removed = news.filter(([, row]) => !row.visible).map(([id]) => id);
    const until = more ? rows.at(-1)?.[STAMP_COLUMN] : this.#stamp;
    return {
      tables: { posts: { rows, permission_hash: 'h', last_seen_updated_at: until, removed } },
      has_more: more,
      databaseEpoch: this.epoch,
      serverRevision: this.#revision,
      syncPoint: this.#stamp,
    };
  }

  #broadcast(affected: AffectedRow): void {
    for (const line of this.#lines.values()) {
      const previousRevision = line.sent;
      line.sent = this.#revision;
      const data = { all_affected_rows: [affected], affected_row_indices: [0] };
      this.#say(line, { type: 'delta', data, serverRevision: this.#revision, previousRevision });
    }
  }

  #say({ port, id }: Line, message: DownMessage): void {
    port.send([id], JSON.stringify(message));
  }

  #rowOf(id: number): Row {
    return { id, [STAMP_COLUMN]: this.#rows.get(id)?.stamp ?? 0 };
  }
}
