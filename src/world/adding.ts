// Many clients at once: in batches, with progress that can be cancelled.
import type { AddingView } from './view.ts';

/** Clients made together: their caches are read and their frames sent side by side. */
const ADDED_AT_ONCE = 25;

export interface AddingOptions {
  addOne(): Promise<unknown>;
  /** Waits until the page was drawn once more. */
  frame(): Promise<void>;
  changed(): void;
}

export class Adding {
  readonly #options: AddingOptions;
  #view: AddingView | null = null;

  constructor(options: AddingOptions) {
    this.#options = options;
  }

  get view(): AddingView | null {
    return this.#view;
  }

  /** Adds `count` clients; what was added stays when it is cancelled. */
  async add(count: number): Promise<void> {
    this.#show({ done: 0, total: count });
    for (let done = 0; done < count;) {
      const batch = Math.min(ADDED_AT_ONCE, count - done);
      await Promise.all(Array.from({ length: batch }, () => this.#options.addOne()));
      // Removing the progress in the meantime means: cancelled.
      if (!this.#view) return;
      done += batch;
      this.#show({ done, total: count });
      await this.#options.frame();
    }
    this.cancel();
  }

  /** Shows how far somebody else's adding has come; false when it was cancelled meanwhile. */
  follow(done: number, total: number): boolean {
    if (done > 0 && !this.#view) return false;
    this.#show(done < total ? { done, total } : null);
    return true;
  }

  cancel(): void {
    this.#show(null);
  }

  #show(view: AddingView | null): void {
    this.#view = view;
    this.#options.changed();
  }
}
