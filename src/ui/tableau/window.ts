// Which lines and columns of a large grid are drawn, by where it is scrolled to. Pure geometry [UI-4].

/** Places from `from` up to, not including, `until`. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** One direction of a grid whose places are all of one size. */
export interface Axis {
  /** Pixels of one place. */
  readonly size: number;
  /** Places drawn beyond each end of what is in sight. */
  readonly margin: number;
  /** Places drawn where the room is not known, as before the first layout. */
  readonly unlaid: number;
}

/** What is drawn of `count` places when `room` pixels from `scrolled` on are in sight. It moves in steps, so that a scroll rarely redraws. */
export function spanOf({ size, margin, unlaid }: Axis, scrolled: number, room: number, count: number): Span {
  const first = Math.floor(Math.max(0, scrolled) / size);
  const last = room > 0 ? Math.ceil((scrolled + room) / size) : first + unlaid;
  const from = Math.max(0, Math.min(first, count - 1) - margin);
  return { from: from - (from % margin), until: Math.min(count, last + margin - (last % margin) + margin) };
}

/** Where to scroll so that a place is in sight; as it is when it is already. */
export function scrolledTo({ size }: Axis, place: number, scrolled: number, room: number): number {
  if (place * size < scrolled || room <= 0) return place * size;
  return Math.max(scrolled, (place + 1) * size - room);
}

export function sameSpan(one: Span, other: Span): boolean {
  return one.from === other.from && one.until === other.until;
}

/** The places of a span. */
export function placesIn({ from, until }: Span): readonly number[] {
  return Array.from({ length: Math.max(0, until - from) }, (_, index) => from + index);
}
