// How many things may be under way at once for a page that asks without end.

/** Commands of the page around that may wait for an answer at the same time. */
export const MOST_AT_ONCE = 64;

/** Runs work while fewer than `most` are under way; else answers false. */
export class CrowdLimit {
  readonly #most: number;
  #underWay = 0;

  constructor(most = MOST_AT_ONCE) {
    this.#most = most;
  }

  /** Whether it was begun. A rejection ends it like an answer. */
  begin(work: () => Promise<unknown>): boolean {
    if (this.#underWay >= this.#most) return false;
    this.#underWay++;
    const end = () => void this.#underWay--;
    work().then(end, end);
    return true;
  }
}
