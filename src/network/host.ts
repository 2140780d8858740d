// The worker's side of one port: frames become real Requests and the events of a ServerHandler, answers become frames [NET-2].
import { unreachable } from '../base/assert.ts';
import type { ConnectionId } from '../base/ids.ts';
import { CLOSE, ERROR_STATUS, type ErrorBody } from '../protocol/errors.ts';
import { PATH } from '../protocol/paths.ts';
import { cutToBytes, textOrBytes, utf8Bytes, wellFormed } from './bytes.ts';
import { parseUpFrame, TAKEN_STEP_BYTES, type DownFrame, type RequestFrame, type UpFrame } from './frames.ts';
import type { FramePort } from './port.ts';
import { Gathered } from './gathered.ts';
import type { PlainRequest, ServerHandler, SocketPort } from './socket.ts';
import { LONGEST_REASON_BYTES } from './socket-rules.ts';

/** Hears of what should not happen: a malformed frame, a handler that threw. */
export type Report = (problem: string, error?: unknown) => void;

/** A port that is being served. */
export interface HostedPort {
  /** Connections that are open or closing. */
  readonly connections: number;
  /** The page is gone, or shall be: closes all its connections (1001), aborts its requests, closes the port. */
  close(): void;
}

/** Serves one page's port with `handler`. */
export function servePort(port: FramePort, handler: ServerHandler, report: Report = () => {}): HostedPort {
  const host = new Host(port, handler, report);
  return {
    get connections() {
      return host.size;
    },
    close: () => host.closeAll(),
  };
}

interface Underway {
  aborted: boolean;
  onAbort: (() => void) | null;
}

interface Hosted {
  /** The server has sent its close and waits for the page's. */
  closing: boolean;
  /** Bytes that wait on the page's side for a slow link. */
  backlogBytes: number;
}

class Host implements SocketPort {
  readonly #port: FramePort;
  readonly #handler: ServerHandler;
  readonly #report: Report;
  readonly #connections = new Map<ConnectionId, Hosted>();
  /** Requests under way; whoever listens for the end of one is told. */
  readonly #requests = new Map<number, Underway>();
  /** Messages that have not been posted yet: those to connections that are being heard one after the other. */
  readonly #gathered = new Gathered((connections, text) => this.#tell(connections, text));
  #hearsMany = false;
  /** Bytes of messages posted, and those that the page has said to have taken. */
  #postedBytes = 0;
  #takenBytes = 0;
  #closed = false;

  constructor(port: FramePort, handler: ServerHandler, report: Report) {
    this.#port = port;
    this.#handler = handler;
    this.#report = report;
    port.listen({ frame: (value) => this.#arrive(value), closed: () => this.closeAll() });
  }

  get size(): number {
    return this.#connections.size;
  }

  send(connections: readonly ConnectionId[], text: string): void {
    const open = connections.filter((connection) => this.#connections.get(connection)?.closing === false);
    if (open.length === 0) return;
    if (this.#hearsMany) this.#gathered.add(open, text);
    else this.#tell(open, text);
  }

  /** Starts the closing handshake: `closed` follows when the page has answered, never within this call. */
  close(connection: ConnectionId, code: number, reason: string): void {
    const hosted = this.#connections.get(connection);
    if (!hosted || hosted.closing) return;
    hosted.closing = true;
    this.#post({ type: 'close', connection, code, reason: cutToBytes(reason, LONGEST_REASON_BYTES) });
  }

  /** What a slow link holds back, and what the page, busy or asleep, has not taken out of the port. */
  queuedBytes(connection: ConnectionId): number {
    const hosted = this.#connections.get(connection);
    if (!hosted) return 0;
    const untakenBytes = this.#postedBytes - this.#takenBytes;
    // Below one step the page owes no word yet.
    return hosted.backlogBytes + (untakenBytes < TAKEN_STEP_BYTES ? 0 : untakenBytes);
  }

  closeAll(): void {
    if (this.#closed) return;
    this.#closed = true;
    for (const connection of this.#connections.keys()) {
      this.#post({ type: 'close', connection, code: CLOSE.goingAway, reason: 'going away' });
      this.#end(connection, CLOSE.goingAway, 'going away');
    }
    for (const id of this.#requests.keys()) this.#abort(id);
    this.#port.close();
  }

  #arrive(value: unknown): void {
    if (this.#closed) return;
    const parsed = parseUpFrame(value);
    if (parsed.ok) this.#sort(parsed.frame);
    else this.#report(parsed.problem);
  }

  #sort(frame: UpFrame): void {
    switch (frame.type) {
      case 'open':
        return this.#open(frame.connection, frame.url);
      case 'message':
        return this.#receive(frame.connection, frame.data);
      case 'messages':
        return this.#receiveFromMany(frame.connections, frame.data);
      case 'close':
        return this.#pageClosed(frame.connection, frame.code, frame.reason);
      case 'request':
        return void this.#serve(frame);
      case 'abort':
        return this.#abort(frame.id);
      case 'backlog':
        return this.#noteBacklog(frame.connection, frame.bytes);
      case 'taken':
        this.#takenBytes = Math.min(frame.bytes, this.#postedBytes);
        return;
      default:
        return unreachable(frame);
    }
  }

  #open(connection: ConnectionId, address: string): void {
    const url = parseUrl(address);
    if (this.#connections.has(connection)) return this.#report(`connection ${connection} is open already`);
    if (url?.pathname !== PATH.sync) {
      this.#post({ type: 'close', connection, code: CLOSE.abnormal, reason: '' });
      return;
    }
    this.#connections.set(connection, { closing: false, backlogBytes: 0 });
    this.#post({ type: 'opened', connection });
    this.#guard(connection, () => this.#handler.opened(this, connection, url));
  }

  #receive(connection: ConnectionId, data: string | ArrayBuffer): void {
    if (this.#connections.get(connection)?.closing !== false) return;
    this.#guard(connection, () => this.#handler.received(this, connection, data));
  }

  /** What the handler says to many of them alike while it hears them crosses once, too. */
  #receiveFromMany(connections: readonly ConnectionId[], text: string): void {
    this.#hearsMany = true;
    for (const connection of connections) this.#receive(connection, text);
    this.#hearsMany = false;
    this.#gathered.leave();
  }

  #pageClosed(connection: ConnectionId, code: number, reason: string): void {
    const hosted = this.#connections.get(connection);
    if (!hosted) return;
    if (!hosted.closing && code !== CLOSE.abnormal) this.#post({ type: 'close', connection, code, reason });
    this.#end(connection, code, reason);
  }

  #noteBacklog(connection: ConnectionId, bytes: number): void {
    const hosted = this.#connections.get(connection);
    if (hosted) hosted.backlogBytes = bytes;
  }

  #end(connection: ConnectionId, code: number, reason: string): void {
    this.#connections.delete(connection);
    this.#guard(connection, () => this.#handler.closed(this, connection, code, reason));
  }

  /** A handler that throws is our bug: that one connection closes, the rest runs on. */
  #guard(connection: ConnectionId, work: () => void): void {
    try {
      work();
    } catch (error) {
      this.#report(`the server failed on connection ${connection}`, error);
      this.close(connection, CLOSE.internalError, 'internal error');
    }
  }

  #abort(id: number): void {
    const underway = this.#requests.get(id);
    if (!underway) return;
    underway.aborted = true;
    underway.onAbort?.();
  }

  async #serve(frame: RequestFrame): Promise<void> {
    if (this.#requests.has(frame.id)) return this.#report(`request ${frame.id} is under way already`);
    const underway: Underway = { aborted: false, onAbort: null };
    this.#requests.set(frame.id, underway);
    const answer = await this.#answer(frame, underway);
    this.#requests.delete(frame.id);
    // Every request ends with exactly one frame, so that the page can forget it.
    const { id } = frame;
    this.#post(underway.aborted ? { type: 'failed', id, message: 'aborted' } : answer);
  }

  async #answer(frame: RequestFrame, underway: Underway): Promise<DownFrame> {
    const { id } = frame;
    const plain = toPlainRequest(frame);
    try {
      if (plain && this.#handler.exchange) return { type: 'response', id, ...(await this.#handler.exchange(plain)) };
      return await this.#answerStandard(frame, underway);
    } catch (error) {
      if (!underway.aborted) this.#report(`the server failed on ${frame.method} ${frame.url}`, error);
      return {
        type: 'response',
        id,
        status: ERROR_STATUS.Internal,
        headers: JSON_HEADERS,
        body: JSON.stringify(INTERNAL),
      };
    }
  }

  async #answerStandard(frame: RequestFrame, underway: Underway): Promise<DownFrame> {
    const { id } = frame;
    const controller = new AbortController();
    underway.onAbort = () => controller.abort();
    const request = toRequest(frame, controller.signal);
    if (!request) return { type: 'failed', id, message: 'this is no HTTP request' };
    const response = await this.#handler.fetch(request);
    const body = response.body === null ? null : textOrBytes(await response.arrayBuffer());
    return { type: 'response', id, status: response.status, headers: [...response.headers], body };
  }

  #tell(connections: readonly ConnectionId[], data: string): void {
    this.#postedBytes += utf8Bytes(data);
    this.#port.post({ type: 'message', connections, data } satisfies DownFrame);
  }

  #post(frame: DownFrame): void {
    this.#gathered.leave();
    this.#port.post(frame);
  }
}

const JSON_HEADERS: [string, string][] = [['content-type', 'application/json']];
const INTERNAL: ErrorBody = { error: { kind: 'Internal', message: 'The server failed; this is a bug of ours.' } };

function parseUrl(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/** What needs nothing of the standard's: a body of text, as nearly all are. */
function toPlainRequest({ method, url: address, headers, body }: RequestFrame): PlainRequest | null {
  if (method !== 'POST' || typeof body !== 'string') return null;
  const url = parseUrl(address);
  return url && { method, url, headers, body: wellFormed(body) };
}

function toRequest({ method, url, headers, body }: RequestFrame, signal: AbortSignal): Request | null {
  try {
    return new Request(url, { method, headers: headers.map(([...pair]) => pair), body, signal });
  } catch {
    return null;
  }
}
