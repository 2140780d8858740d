// The in-tab WebSocket: passes for the standard one, down to its exceptions and the order of its events [NET-1].
import { bodyBytes, wellFormed } from './bytes.ts';
import { Ear, PlainListeners } from './message-event.ts';
import { closeEvent, HandlerAttributes, type CloseDetails } from './socket-events.ts';
import { checkClose, checkProtocols, clampToUnsignedShort, socketUrl } from './socket-rules.ts';

/** What a socket asks of its link. */
export interface SocketWire {
  readonly baseUrl: string;
  /** Starts a connection; `socket` hears of it later, never within this call. */
  connect(socket: SocketEvents, url: URL): SocketOutlet;
}

/** How the wire tells a socket what happened. */
export interface SocketEvents {
  opened(): void;
  /** Where messages go. */
  readonly ear: Ear;
  /** The last event: closed in good order, or broken (not `wasClean`, which tells of an error first). */
  ended(details: CloseDetails): void;
}

/** How a socket uses its connection. */
export interface SocketOutlet {
  /** `left` is called when the data has left the page. */
  send(data: string | ArrayBuffer, left: () => void): void;
  /** Starts the closing handshake; code 1005 stands for none given. */
  close(code: number, reason: string): void;
  /** Gives up a connection that was never opened. */
  abandon(): void;
}

const CONNECTING = 0;
const OPEN = 1;
const CLOSING = 2;
const CLOSED = 3;

/** A WebSocket over `wire`. `network.WebSocket` of a link is this class with its wire filled in. */
export class InTabSocket extends EventTarget implements WebSocket {
  static readonly CONNECTING = CONNECTING;
  static readonly OPEN = OPEN;
  static readonly CLOSING = CLOSING;
  static readonly CLOSED = CLOSED;

  readonly CONNECTING = CONNECTING;
  readonly OPEN = OPEN;
  readonly CLOSING = CLOSING;
  readonly CLOSED = CLOSED;

  readonly #url: URL;
  readonly #ear: Ear;
  readonly #outlet: SocketOutlet;
  readonly #listeners: PlainListeners;
  readonly #handlers = new HandlerAttributes(this);
  #readyState: 0 | 1 | 2 | 3 = CONNECTING;
  #binaryType: BinaryType = 'blob';
  #bufferedAmount = 0;
  /** Blobs are read asynchronously; whatever is sent after one waits for it. */
  #reading: Promise<void> | null = null;

  constructor(wire: SocketWire, url: string | URL, protocols: string | string[] = []) {
    super();
    this.#url = socketUrl(url, wire.baseUrl);
    this.#ear = new Ear(this, this.#url.origin);
    this.#listeners = new PlainListeners(this.#ear);
    checkProtocols(protocols);
    this.#outlet = wire.connect(
      {
        opened: () => this.#opened(),
        ear: this.#ear,
        ended: (details) => this.#ended(details),
      },
      this.#url,
    );
  }

  override addEventListener(...[type, listener, options]: Parameters<EventTarget['addEventListener']>): void {
    if (type === 'message') this.#listeners.added(listener, options);
    super.addEventListener(type, listener, options);
  }

  override removeEventListener(...[type, listener, options]: Parameters<EventTarget['removeEventListener']>): void {
    if (type === 'message') this.#listeners.removed(listener, options);
    super.removeEventListener(type, listener, options);
  }

  get url(): string {
    return this.#url.href;
  }

  get readyState(): 0 | 1 | 2 | 3 {
    return this.#readyState;
  }

  /** Always empty: the server takes no subprotocol. */
  get protocol(): string {
    return '';
  }

  get extensions(): string {
    return '';
  }

  get bufferedAmount(): number {
    return this.#bufferedAmount;
  }

  get binaryType(): BinaryType {
    return this.#binaryType;
  }

  set binaryType(type: BinaryType) {
    if (type === 'blob' || type === 'arraybuffer') this.#binaryType = type;
  }

  get onopen(): WebSocket['onopen'] {
    return this.#handlers.get('open');
  }

  set onopen(handler: WebSocket['onopen']) {
    this.#handlers.set('open', handler);
  }

  get onmessage(): WebSocket['onmessage'] {
    return this.#handlers.get('message');
  }

  set onmessage(handler: WebSocket['onmessage']) {
    this.#handlers.set('message', handler);
  }

  get onclose(): WebSocket['onclose'] {
    return this.#handlers.get('close');
  }

  set onclose(handler: WebSocket['onclose']) {
    this.#handlers.set('close', handler);
  }

  get onerror(): WebSocket['onerror'] {
    return this.#handlers.get('error');
  }

  set onerror(handler: WebSocket['onerror']) {
    this.#handlers.set('error', handler);
  }

  get [Symbol.toStringTag](): string {
    return 'WebSocket';
  }

  send(data: string | ArrayBufferLike | Blob | ArrayBufferView): void {
    if (this.#readyState === CONNECTING) {
      throw new DOMException('The WebSocket is still connecting: wait for its open event.', 'InvalidStateError');
    }
    const content = data instanceof Blob ? data : ownCopy(data);
    const bytes = content instanceof Blob ? content.size : bodyBytes(content);
    this.#bufferedAmount += bytes;
    // After closing the amount stays: what was buffered will never leave.
    if (this.#readyState !== OPEN) return;
    if (content instanceof Blob) this.#afterReading(content.arrayBuffer(), (read) => this.#push(read, bytes));
    else if (this.#reading) this.#afterReading(content, (read) => this.#push(read, bytes));
    else this.#push(content, bytes);
  }

  close(code?: number, reason = ''): void {
    const checkedCode = code === undefined ? undefined : clampToUnsignedShort(code);
    const checkedReason = wellFormed(reason);
    checkClose(checkedCode, checkedReason);
    if (this.#readyState === CLOSING || this.#readyState === CLOSED) return;
    const connecting = this.#readyState === CONNECTING;
    this.#readyState = CLOSING;
    // What arrives after one's own close is dropped, as browsers do.
    this.#ear.open = false;
    if (connecting) this.#outlet.abandon();
    else if (this.#reading) this.#afterReading(null, () => this.#outlet.close(checkedCode ?? 1005, checkedReason));
    else this.#outlet.close(checkedCode ?? 1005, checkedReason);
  }

  #push(data: string | ArrayBuffer, bytes: number): void {
    this.#outlet.send(data, () => {
      this.#bufferedAmount -= bytes;
    });
  }

  #afterReading<Data>(data: Data | Promise<Data>, use: (data: Data) => void): void {
    const reading = (this.#reading ?? Promise.resolve()).then(async () => use(await data));
    this.#reading = reading;
    void reading.finally(() => {
      if (this.#reading === reading) this.#reading = null;
    });
  }

  #opened(): void {
    if (this.#readyState !== CONNECTING) return;
    this.#readyState = OPEN;
    this.#ear.open = true;
    this.dispatchEvent(new Event('open'));
  }

  #ended(details: CloseDetails): void {
    if (this.#readyState === CLOSED) return;
    this.#readyState = CLOSED;
    this.#ear.open = false;
    if (!details.wasClean) this.dispatchEvent(new Event('error'));
    this.dispatchEvent(closeEvent(details));
  }
}

/** The data as it was at the time of the call: the sender may change its buffer afterwards. */
function ownCopy(data: unknown): string | ArrayBuffer {
  if (ArrayBuffer.isView(data))
    return Uint8Array.from(new Uint8Array(data.buffer, data.byteOffset, data.byteLength)).buffer;
  if (data instanceof ArrayBuffer) return data.slice(0);
  if (typeof SharedArrayBuffer !== 'undefined' && data instanceof SharedArrayBuffer) {
    return Uint8Array.from(new Uint8Array(data)).buffer;
  }
  return wellFormed(data);
}
