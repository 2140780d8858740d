// Frames under way as dots on their arrows: where each is, and how long it still takes. Pure [UI-8].
import type { FlyingView } from '../../world/world.ts';
import type { Lanes } from './arrows.ts';
import type { Drawing, Line } from './geometry.ts';

/** A frame on the line it travels. */
export interface Dot {
  readonly frame: FlyingView;
  readonly line: Line;
}

/** What carries a dot on: the world's time, its pace, and whether it stands still. */
export interface Pace {
  readonly nowMs: number;
  readonly rate: number;
  readonly still: boolean;
}

/** Where a dot is, as fractions of its line, and how long the rest takes on the wall; null: it stands. */
export interface Way {
  readonly from: number;
  readonly wallMs: number | null;
}

/** As far as a frame comes that is due but kept. */
const AT_THE_DOOR = 0.88;

/** Dots of frames whose client has a lane and whose arrow is drawn. */
export function dotsOf(drawing: Drawing, lanes: Lanes, flying: readonly FlyingView[]): readonly Dot[] {
  const drawn = new Map(drawing.arrows.map((one) => [one.arrow.sequence, one]));
  return flying.flatMap((frame): Dot[] => {
    const found = drawn.get(frame.sequence);
    const lane = lanes.of.get(frame.client);
    const at = found?.arrow.strokes.findIndex((stroke) => stroke.lane === lane && stroke.fate === 'flying') ?? -1;
    const line = found?.lines[at];
    return line ? [{ frame, line }] : [];
  });
}

/** How a frame goes on from now. */
export function wayOf({ sinceMs, dueMs, held }: FlyingView, { nowMs, rate, still }: Pace): Way {
  const part = dueMs > sinceMs ? (nowMs - sinceMs) / (dueMs - sinceMs) : 0;
  const from = Math.min(AT_THE_DOOR, Math.max(0, part));
  const leftMs = dueMs - nowMs;
  return { from, wallMs: still || held || leftMs <= 0 ? null : leftMs / rate };
}

/** Dots that have not left yet stand this far out, so that those of a fan can be told apart. In pixels. */
const AT_THE_START = 14;

/** The place on a line, `part` of the way, as a transform. */
export function placeOn({ x1, y1, x2, y2 }: Line, part: number): string {
  const least = Math.min(0.4, AT_THE_START / Math.max(1, Math.hypot(x2 - x1, y2 - y1)));
  const at = Math.max(part, least);
  return `translate(${round(x1 + (x2 - x1) * at)}px, ${round(y1 + (y2 - y1) * at)}px)`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
