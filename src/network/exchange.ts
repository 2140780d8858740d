// The page's end of one HTTP request and its answer, through the weather of its link.
import type { ClientId } from '../base/ids.ts';
import { bodyBytes, type Body } from './bytes.ts';
import type { ConnectionLink } from './connection.ts';
import type { RequestFrame, ResponseFrame } from './frames.ts';
import { Lane } from './lane.ts';
import { textResponse } from './text-response.ts';
import type { TraceDetail, TraceRecord } from './trace.ts';
import type { Wire } from './wire.ts';

/** A request, as it will cross the port. */
export type OutgoingRequest = Pick<RequestFrame, 'method' | 'url' | 'headers' | 'body'>;

export class Exchange {
  readonly client: ClientId;
  readonly answer: Promise<Response>;
  readonly #wire: Wire;
  readonly #request: OutgoingRequest;
  readonly #id: number;
  readonly #up: Lane;
  readonly #down: Lane;
  readonly #onSettled: (exchange: Exchange) => void;
  readonly #startedMs: number;
  #resolve: (response: Response) => void = () => {};
  #reject: (reason: unknown) => void = () => {};
  /** The caller has its answer or its failure. */
  #settled = false;
  /** An answer came out of the port and is on its way. */
  #answered = false;
  /** Numbers under which the worker knows the request: more than one when it was duplicated. */
  readonly #posted: number[] = [];

  constructor(wire: Wire, link: ConnectionLink, request: OutgoingRequest, onSettled: (exchange: Exchange) => void) {
    this.#wire = wire;
    this.#request = request;
    this.#onSettled = onSettled;
    this.client = link.client;
    this.#id = wire.nextRequest();
    this.#up = new Lane(wire, link.up);
    this.#down = new Lane(wire, link.down);
    this.#startedMs = wire.clock.nowMs();
    this.answer = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  /** Sends the request on its way; it fails at once when `whyCut` says that there is no way. */
  start(whyCut: string | null): void {
    const { method, url, headers, body } = this.#request;
    const record = this.#trace('up', { kind: 'request', requestId: this.#id, method, url, headers }, body);
    if (whyCut !== null) {
      this.#wire.trace.deliver(record, this.client, { state: 'lost', atMs: record.atMs });
      this.break(whyCut);
      return;
    }
    this.#up.send({
      record,
      client: this.client,
      bytes: record.bytes,
      deliver: () => this.#post(this.#id),
      duplicate: () => this.#post(this.#wire.nextRequest()),
      lose: () => this.break('the request was lost'),
    });
  }

  /** The worker answered. */
  respond(frame: ResponseFrame): void {
    this.#wire.exchanges.delete(frame.id);
    const { status, headers, body } = frame;
    const durationMs = this.#wire.clock.nowMs() - this.#startedMs;
    const detail = { kind: 'response', requestId: this.#id, status, headers, durationMs } as const;
    this.#sendDown(this.#trace('down', detail, body), () => this.#settle(() => this.#resolve(this.#response(frame))));
  }

  /** The worker could not answer. */
  fail(frame: { readonly id: number; readonly message: string }): void {
    this.#wire.exchanges.delete(frame.id);
    if (this.#settled) return;
    const record = this.#trace('down', { kind: 'error', requestId: this.#id, message: frame.message });
    this.#sendDown(record, () => this.#settle(() => this.#reject(networkError(frame.message))));
  }

  /** The link broke: the caller's `fetch` fails, though the worker may do the work. */
  break(why: string): void {
    if (this.#settled) return;
    this.#up.clear();
    this.#down.clear();
    this.#trace('down', { kind: 'error', requestId: this.#id, message: why });
    this.#settle(() => this.#reject(networkError(why)));
  }

  /** The caller gave up. */
  abort(reason: unknown): void {
    if (this.#settled) return;
    this.#up.clear();
    this.#down.clear();
    const record = this.#trace('up', { kind: 'abort', requestId: this.#id });
    const deliver = () => this.#posted.forEach((id) => this.#wire.post({ type: 'abort', id }));
    this.#up.send({ record, client: this.client, bytes: 0, deliver, lose: () => {} });
    this.#settle(() => this.#reject(reason));
  }

  #post(id: number): void {
    this.#posted.push(id);
    this.#wire.exchanges.set(id, this);
    this.#wire.post({ type: 'request', id, ...this.#request });
  }

  #sendDown(record: TraceRecord, deliver: () => void): void {
    const { client } = this;
    if (this.#settled || this.#answered) {
      this.#wire.trace.deliver(record, client, { state: 'lost', atMs: record.atMs });
      return;
    }
    this.#answered = true;
    this.#down.send({ record, client, bytes: record.bytes, deliver, lose: () => this.break('the answer was lost') });
  }

  #response({ status, headers, body }: ResponseFrame): Response {
    const init = { status, headers: headers.map(([...pair]): [string, string] => pair) };
    const sent = mayHaveBody(status) ? body : null;
    const response = typeof sent === 'string' ? textResponse(sent, init) : new Response(sent, init);
    return Object.defineProperties(response, { url: { value: this.#request.url }, type: { value: 'basic' } });
  }

  #settle(tell: () => void): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#onSettled(this);
    try {
      tell();
    } catch (error) {
      this.#reject(networkError('the answer is no HTTP', error));
    }
  }

  #trace(direction: 'up' | 'down', detail: TraceDetail, payload: Body = null): TraceRecord {
    const text = typeof payload === 'string' ? payload : null;
    return this.#wire.record({ direction, clients: [this.client], bytes: bodyBytes(payload), text, detail });
  }
}

/** A failure as `fetch` tells it: a TypeError whose message says why. */
export function networkError(why: string, cause?: unknown): TypeError {
  return new TypeError(`Failed to fetch: ${why}`, cause === undefined ? {} : { cause });
}

function mayHaveBody(status: number): boolean {
  return status !== 204 && status !== 205 && status !== 304;
}
