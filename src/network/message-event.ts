// The event of one text for many sockets: made once, handed to each, as making it costs more than delivering it.

/** A listener as a plain function. */
export type MessageListener = (this: EventTarget, event: MessageEvent) => unknown;

/** Where the messages of one socket go. Small and by itself: of a thousand sockets nothing else is looked at. */
export class Ear {
  readonly socket: EventTarget;
  readonly origin: string;
  /** What arrives while it is closed is dropped. */
  open = false;
  /** The only listener there is, if it is a function without options; else null, and events are dispatched. */
  only: MessageListener | null = null;

  constructor(socket: EventTarget, origin: string) {
    this.socket = socket;
    this.origin = origin;
  }
}

/** The message listeners of one socket, as far as they are plain: a socket with a single one need not dispatch to it. */
export class PlainListeners {
  readonly #ear: Ear;
  #listeners: readonly unknown[] = [];
  #plain = true;

  constructor(ear: Ear) {
    this.#ear = ear;
  }

  added(listener: unknown, options: unknown): void {
    if (listener === null || listener === undefined) return;
    if (!isFunction(listener) || (options !== undefined && options !== false)) this.#plain = false;
    if (!this.#listeners.includes(listener)) this.#listeners = [...this.#listeners, listener];
    this.#look();
  }

  removed(listener: unknown, options: unknown): void {
    if (options !== undefined && options !== false) this.#plain = false;
    this.#listeners = this.#listeners.filter((known) => known !== listener);
    this.#look();
  }

  #look(): void {
    const [listener] = this.#listeners;
    this.#ear.only = this.#plain && this.#listeners.length === 1 && isFunction(listener) ? listener : null;
  }
}

/** A text on its way to sockets of one origin. */
export class SharedMessage {
  readonly #text: string;
  #event: MessageEvent | null = null;
  #direct: DirectMessageEvent | null = null;
  #dispatching = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** Delivers the text to one socket. */
  dispatchTo({ open, socket, origin, only }: Ear): void {
    if (!open) return;
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
    const event = (this.#direct ??= new DirectMessageEvent(this.#text, origin));
    event.begin(socket);
    try {
      listener.call(socket, event);
    } catch (error) {
      report(error);
    }
    event.end();
  }

  #make(origin: string): MessageEvent {
    return new MessageEvent('message', { data: this.#text, origin });
  }
}

const PlatformEvent: new (type: string, init: MessageEventInit) => MessageEvent = MessageEvent;

/** An event that knows its target without having been dispatched. */
class DirectMessageEvent extends PlatformEvent {
  readonly #text: string;
  #target: EventTarget | null = null;
  #dispatching = false;

  constructor(text: string, origin: string) {
    super('message', { data: text, origin });
    this.#text = text;
  }

  begin(target: EventTarget): void {
    this.#target = target;
    this.#dispatching = true;
  }

  end(): void {
    this.#dispatching = false;
  }

  /** What the platform's says as well, without a way through the platform: a thousand listeners ask. */
  override get data(): string {
    return this.#text;
  }

  override get target(): EventTarget | null {
    return this.#target;
  }

  override get srcElement(): EventTarget | null {
    return this.#target;
  }

  override get currentTarget(): EventTarget | null {
    return this.#dispatching ? this.#target : null;
  }

  override get eventPhase(): number {
    return this.#dispatching ? Event.AT_TARGET : Event.NONE;
  }

  override composedPath(): EventTarget[] {
    return this.#dispatching && this.#target !== null ? [this.#target] : [];
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
