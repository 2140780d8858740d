// Whether new rows may glow: a few do, a flood does not, as fading costs a layer each and nobody could follow it.

/** About as long as one glow lasts. */
const SPAN_MS = 1600;
/** Cells that may begin to glow within a span: two broadcasts to all cards in sight. */
const MOST = 60;

/** Counts the cells that want to glow. */
export class GlowBudget {
  #sinceMs = 0;
  #wanted = 0;
  #flooded = false;

  /** Asked once for each new cell, at `nowMs`; a span that follows a flood stays dark until a calm one has passed. */
  allows(nowMs: number): boolean {
    const spans = Math.floor((nowMs - this.#sinceMs) / SPAN_MS);
    if (spans >= 1) {
      this.#flooded = spans === 1 && this.#wanted > MOST;
      this.#sinceMs += spans * SPAN_MS;
      this.#wanted = 0;
    }
    this.#wanted++;
    return !this.#flooded && this.#wanted <= MOST;
  }
}

/** Time of the picture that is being made; 0 where the browser does not tell. */
export function pictureTimeMs(): number {
  return Number(document.timeline?.currentTime ?? 0);
}
