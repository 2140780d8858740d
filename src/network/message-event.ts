// The event of one text for many sockets: made once, dispatched to each, as making it costs more than delivering it.

/** A text on its way to sockets of one origin. */
export class SharedMessage {
  readonly #text: string;
  #event: MessageEvent | null = null;
  #dispatching = false;

  constructor(text: string) {
    this.#text = text;
  }

  /** Delivers the text to one socket. */
  dispatchTo(socket: EventTarget, origin: string): void {
    // An event cannot be dispatched while it is: a handler that makes another frame arrive gets one of its own.
    if (this.#dispatching) {
      socket.dispatchEvent(this.#make(origin));
      return;
    }
    this.#event ??= this.#make(origin);
    this.#dispatching = true;
    socket.dispatchEvent(this.#event);
    this.#dispatching = false;
  }

  #make(origin: string): MessageEvent {
    return new MessageEvent('message', { data: this.#text, origin });
  }
}
