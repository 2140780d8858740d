// Where arrows stand: time runs to the right, long silences are shortened, each lane is a line. Pure [UI-7].
import type { Arrow, Stroke } from './arrows.ts';

export const LANE_HEIGHT = 18;
/** Room before the first and after the last moment, in pixels. */
const MARGIN = 14;
const PIXELS_A_MS = 0.12;
/** Between two moments: enough to tell them apart, never an empty screen. */
const NARROWEST = 9;
const WIDEST = 90;
/** Height of the mark of somebody who was passed over. */
const STUB = 6;

export interface Line {
  readonly fate: Stroke['fate'];
  readonly x1: number;
  readonly y1: number;
  readonly x2: number;
  readonly y2: number;
}

export interface DrawnArrow {
  readonly arrow: Arrow;
  readonly lines: readonly Line[];
}

export interface Drawing {
  readonly arrows: readonly DrawnArrow[];
  readonly width: number;
  readonly height: number;
}

/** Middle of a lane. */
export function laneY(lane: number): number {
  return lane * LANE_HEIGHT + LANE_HEIGHT / 2;
}

/** Places moments: in order, apart, and no further apart than the widest gap. */
export function timeScale(moments: readonly number[]): { readonly x: (ms: number) => number; readonly width: number } {
  const places = new Map<number, number>();
  let x = MARGIN;
  let before: number | null = null;
  for (const moment of [...new Set(moments)].toSorted((one, other) => one - other)) {
    if (before !== null) x += Math.min(WIDEST, Math.max(NARROWEST, (moment - before) * PIXELS_A_MS));
    places.set(moment, Math.round(x));
    before = moment;
  }
  return { x: (ms) => places.get(ms) ?? MARGIN, width: Math.round(x) + MARGIN };
}

/** Arrows that left in the same moment stand side by side, in their order. */
export function draw(arrows: readonly Arrow[], lanes: number): Drawing {
  const scale = timeScale(arrows.flatMap(({ strokes }) => strokes.flatMap(({ fromMs, toMs }) => [fromMs, toMs])));
  let last = Number.NEGATIVE_INFINITY;
  let pushed = 0;
  let width = scale.width;
  const drawn = arrows.map((arrow): DrawnArrow => {
    const startX = scale.x(arrow.strokes[0]?.fromMs ?? 0);
    const place = Math.max(startX + pushed, last + NARROWEST);
    pushed = place - startX;
    last = place;
    const lines = arrow.strokes.map((stroke) => lineOf(stroke, arrow.direction, scale.x, pushed));
    width = Math.max(width, ...lines.map(({ x1, x2 }) => Math.max(x1, x2) + MARGIN));
    return { arrow, lines };
  });
  return { arrows: drawn, width, height: lanes * LANE_HEIGHT };
}

function lineOf(stroke: Stroke, direction: Arrow['direction'], x: (ms: number) => number, pushed: number): Line {
  const { lane, fromMs, toMs, fate } = stroke;
  const [from, to] = [x(fromMs) + pushed, x(toMs) + pushed];
  if (fate === 'skipped') return { fate, x1: from, y1: laneY(lane) - STUB, x2: from, y2: laneY(lane) };
  return direction === 'up'
    ? { fate, x1: from, y1: laneY(lane), x2: to, y2: laneY(0) }
    : { fate, x1: from, y1: laneY(0), x2: to, y2: laneY(lane) };
}
