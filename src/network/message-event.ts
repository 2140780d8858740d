// The event of one text for many sockets: made once, handed to each, as making it costs more than delivering it.

/** A listener as a plain function. */
export type MessageListener = (this: EventTarget, event: MessageEvent) => unknown;

/** The message listeners of one socket, as far as they are plain: a socket with a single one need not dispatch to it. */
export class PlainListeners {
  #listeners: readonly unknown[] = [];
  #plain = true;

  /** The only listener there is, if it is a function without options; else null, and events are dispatched. */
  get only(): MessageListener | null {
    const [listener] = this.#listeners;
    return this.#plain && this.#listeners.length === 1 && isFunction(listener) ? listener : null;
  }

  added(listener: unknown, options: unknown): void {
    if (listener === null || listener === undefined) return;
    if (!isFunction(listener) || (options !== undefined && options !== false)) this.#plain = false;
    if (!this.#listeners.includes(listener)) this.#listeners = [...this.#listeners, listener];
  }

  removed(listener: unknown, options: unknown): void {
    if (options !== undefined && options !== false) this.#plain = false;
    this.#listeners = this.#listeners.filter((known) => known !== listener);
  }
}

/** A text on its way to sockets of one origin. */
export class SharedMessage {
  readonly #text: string;
  #event: MessageEvent | null = null;
  #direct: MessageEvent | null = null;
  #target: EventTarget | null = null;
  #dispatching = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** Delivers the text to one socket; `only` is its single listener, where it has just one. */
  dispatchTo(socket: EventTarget, origin: string, only: MessageListener | null): void {
    // An event cannot be dispatched while it is: a handler that makes another frame arrive gets one of its own.
    if (this.#dispatching) {
      socket.dispatchEvent(this.#make(origin));
      return;
    }
    this.#dispatching = true;
    if (only) this.#call(socket, origin, only);
    else socket.dispatchEvent((this.#event ??= this.#make(origin)));
    this.#dispatching = false;
  }

  /** What a dispatch to one listener does, at a third of its price: a thousand sockets get most messages. */
  #call(socket: EventTarget, origin: string, listener: MessageListener): void {
    this.#direct ??= this.#makeDirect(origin);
    this.#target = socket;
    try {
      listener.call(socket, this.#direct);
    } catch (error) {
      report(error);
    }
  }

  /** An event that knows its target without having been dispatched. */
  #makeDirect(origin: string): MessageEvent {
    const target = { get: () => this.#target };
    return Object.defineProperties(this.#make(origin), {
      target,
      srcElement: target,
      currentTarget: { get: () => (this.#dispatching ? this.#target : null) },
      eventPhase: { get: () => (this.#dispatching ? Event.AT_TARGET : Event.NONE) },
      composedPath: { value: () => (this.#dispatching ? [this.#target] : []) },
    });
  }

  #make(origin: string): MessageEvent {
    return new MessageEvent('message', { data: this.#text, origin });
  }
}

function isFunction(value: unknown): value is MessageListener {
  return typeof value === 'function';
}

/** A listener that throws is an error of the page, not of whoever dispatched. */
function report(error: unknown): void {
  if (typeof reportError === 'function') reportError(error);
  else
    queueMicrotask(() => {
      throw error;
    });
}
