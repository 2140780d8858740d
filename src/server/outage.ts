// Whether a store elsewhere can be reached: who waits for it is told when it cannot, and nothing new is begun meanwhile.
import { ProtocolError } from '../protocol/errors.ts';

/** The times at which a store is out of reach. */
export class Outage {
  /** Why it cannot be reached; null while it can. */
  #why: string | null = null;
  /** Told when the next outage begins. */
  readonly #waiting = new Set<() => void>();

  /** A sentence for people; null while the store can be reached. */
  get why(): string | null {
    return this.#why;
  }

  /** The store cannot be reached. True when that is news. */
  begin(why: string): boolean {
    const news = this.#why === null;
    this.#why = why;
    for (const tell of this.#waiting) tell();
    return news;
  }

  /** It can be reached again. True when that is news. */
  end(): boolean {
    const news = this.#why !== null;
    this.#why = null;
    return news;
  }

  /** Throws `Unavailable` during an outage: for what has not begun yet. */
  refuseNow(): void {
    if (this.#why === null) return;
    throw new ProtocolError('Unavailable', 'the database cannot be reached; nothing was written; try again');
  }

  /** What `work` comes to, or `Unavailable` as soon as there is an outage: how the work ends is not known then. */
  orUnavailable<Result>(work: Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      const tell = (): void => {
        this.#waiting.delete(tell);
        reject(unknownEnd());
      };
      this.#waiting.add(tell);
      work.then(resolve, reject).finally(() => this.#waiting.delete(tell));
      if (this.#why !== null) tell();
    });
  }
}

function unknownEnd(): ProtocolError {
  const why = 'the database cannot be reached; what was asked is kept when it is back';
  return new ProtocolError('Unavailable', `${why}: ask again with the same request id`);
}
