// Events of WebSockets where the platform lacks them, and the rules of the `on…` attributes.

/** What a `CloseEvent` is made of. */
export interface CloseDetails {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;
}

/** The platform's `CloseEvent`, or one like it (Node has none before version 23). */
export function closeEvent(details: CloseDetails): CloseEvent {
  return typeof CloseEvent === 'undefined' ? new OwnCloseEvent(details) : new CloseEvent('close', details);
}

class OwnCloseEvent extends Event implements CloseEvent {
  readonly code: number;
  readonly reason: string;
  readonly wasClean: boolean;

  constructor({ code, reason, wasClean }: CloseDetails) {
    super('close');
    this.code = code;
    this.reason = reason;
    this.wasClean = wasClean;
  }

  get [Symbol.toStringTag](): string {
    return 'CloseEvent';
  }
}

type Handler = (event: Event) => unknown;

/**
 * The `onopen`-like attributes of one target. As browsers do it: a handler keeps the place among the listeners that its
 * attribute got when it was first set, and anything but a function counts as null.
 */
export class HandlerAttributes {
  readonly #target: EventTarget;
  readonly #handlers = new Map<string, Handler | null>();

  constructor(target: EventTarget) {
    this.#target = target;
  }

  get(type: string): Handler | null {
    return this.#handlers.get(type) ?? null;
  }

  set(type: string, handler: unknown): void {
    const known = this.#handlers.has(type);
    this.#handlers.set(type, typeof handler === 'function' ? (handler as Handler) : null);
    if (!known) this.#target.addEventListener(type, (event) => this.get(type)?.call(this.#target, event));
  }
}
