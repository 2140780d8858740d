// A port that carries frames: the least that a real MessagePort and a pair inside one thread have in common.
import type { Clock } from '../base/clock.ts';

/** One end of a channel. Frames arrive in the order they were posted. Nothing here throws. */
export interface FramePort {
  /** Sends `frame`, which must be structured-cloneable; after `close` it does nothing. */
  post(frame: unknown): void;
  /** Sets who hears frames and the end of the channel; frames that came earlier are handed over first. One listener at most. */
  listen(listener: FrameListener): void;
  close(): void;
}

export interface FrameListener {
  readonly frame: (frame: unknown) => void;
  /** The other end is gone. Not called for one's own `close`. */
  readonly closed: () => void;
}

/**
 * A real MessagePort. Browsers may never tell that the other end is gone: who needs to know watches a Web Lock and then
 * closes the port's host by hand.
 */
export function messageFramePort(port: MessagePort): FramePort {
  let closed = false;
  return {
    post(frame) {
      if (!closed) port.postMessage(frame);
    },
    listen(listener) {
      port.addEventListener('message', (event) => listener.frame(event.data));
      port.addEventListener('messageerror', () => listener.frame(undefined));
      port.addEventListener('close', () => {
        if (!closed) listener.closed();
        closed = true;
      });
      port.start();
    },
    close() {
      closed = true;
      port.close();
    },
  };
}

/** Two ends in one thread. Each frame is one timer of 0 ms on `clock`, so a virtual clock decides when it arrives [NET-4]. */
export function memoryFramePorts(clock: Clock): readonly [FramePort, FramePort] {
  const left = new MemoryPort(clock);
  const right = new MemoryPort(clock);
  left.join(right);
  right.join(left);
  return [left, right];
}

class MemoryPort implements FramePort {
  readonly #clock: Clock;
  #other: MemoryPort | null = null;
  #listener: FrameListener | null = null;
  #early: unknown[] = [];
  #closed = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  join(other: MemoryPort): void {
    this.#other = other;
  }

  post(frame: unknown): void {
    if (this.#closed) return;
    this.#clock.setTimer(0, () => this.#other?.arrive(frame));
  }

  listen(listener: FrameListener): void {
    this.#listener = listener;
    for (const frame of this.#early.splice(0)) listener.frame(frame);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#clock.setTimer(0, () => this.#other?.leave());
  }

  arrive(frame: unknown): void {
    if (this.#closed) return;
    if (this.#listener) this.#listener.frame(frame);
    else this.#early.push(frame);
  }

  leave(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#listener?.closed();
  }
}
