// Where arrows stand: time runs to the right, long silences are shortened, each lane is a line. Pure [UI-7].
import type { Arrow, Stroke } from './arrows.ts';
import type { Gap } from './gaps.ts';

export const LANE_HEIGHT = 18;
/** Height of the line of times below the lanes. */
export const AXIS_HEIGHT = 16;
/** Between two times that are written. */
const TICK_DISTANCE = 84;
const HEAD_LENGTH = 7;
const HEAD_HALF = 3;
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

/** A stretch of a lane without a connection. */
export interface DrawnGap {
  readonly lane: number;
  readonly x1: number;
  readonly x2: number;
}

/** A time that is written below the lanes. */
export interface Tick {
  readonly x: number;
  readonly atMs: number;
}

export interface Drawing {
  readonly arrows: readonly DrawnArrow[];
  readonly gaps: readonly DrawnGap[];
  readonly ticks: readonly Tick[];
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
export function draw(arrows: readonly Arrow[], lanes: number, gaps: readonly Gap[] = []): Drawing {
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
  return {
    arrows: drawn,
    gaps: drawGaps(gaps, drawn, width),
    ticks: ticksOf(drawn),
    width,
    height: lanes * LANE_HEIGHT,
  };
}

/** Where a moment stands in the drawing: behind all that had been sent by then. */
export function momentX({ arrows }: Drawing, moment: { readonly upTo: number; readonly atMs: number }): number {
  const places = arrows.flatMap(({ arrow, lines }) =>
    arrow.sequence > moment.upTo
      ? []
      : lines.flatMap(({ x1, x2 }, index) => ((arrow.strokes[index]?.toMs ?? 0) <= moment.atMs ? [x1, x2] : [x1])),
  );
  return Math.max(0, ...places) + NARROWEST / 2;
}

/** The corners of an arrow's head, at the end of its line. */
export function headOf({ x1, y1, x2, y2 }: Line): string {
  const length = Math.max(1, Math.hypot(x2 - x1, y2 - y1));
  const [alongX, alongY] = [(x2 - x1) / length, (y2 - y1) / length];
  const [baseX, baseY] = [x2 - alongX * HEAD_LENGTH, y2 - alongY * HEAD_LENGTH];
  const corners = [
    [x2, y2],
    [baseX - alongY * HEAD_HALF, baseY + alongX * HEAD_HALF],
    [baseX + alongY * HEAD_HALF, baseY - alongX * HEAD_HALF],
  ] as const;
  return corners.map(([x, y]) => `${round(x)},${round(y)}`).join(' ');
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function drawGaps(gaps: readonly Gap[], drawn: readonly DrawnArrow[], width: number): readonly DrawnGap[] {
  const oldest = drawn[0]?.arrow.sequence ?? 0;
  const places = new Map(drawn.map((one) => [one.arrow.sequence, one]));
  const placeOf = (sequence: number, lane: number) => {
    const found = places.get(sequence);
    const line = found?.lines[found.arrow.strokes.findIndex((stroke) => stroke.lane === lane)];
    return line && (found.arrow.direction === 'up' ? line.x1 : line.x2);
  };
  return gaps.flatMap(({ lane, from, to }) => {
    if (to !== null && to < oldest) return [];
    const x1 = from === null ? 0 : (placeOf(from, lane) ?? 0);
    const x2 = to === null ? width : (placeOf(to, lane) ?? width);
    return x2 > x1 ? [{ lane, x1, x2 }] : [];
  });
}

function ticksOf(drawn: readonly DrawnArrow[]): readonly Tick[] {
  const ticks: Tick[] = [];
  for (const { arrow, lines } of drawn) {
    const x = lines[0]?.x1 ?? 0;
    if (x - (ticks.at(-1)?.x ?? Number.NEGATIVE_INFINITY) >= TICK_DISTANCE) {
      ticks.push({ x, atMs: arrow.strokes[0]?.fromMs ?? 0 });
    }
  }
  return ticks;
}

function lineOf(stroke: Stroke, direction: Arrow['direction'], x: (ms: number) => number, pushed: number): Line {
  const { lane, fromMs, toMs, fate } = stroke;
  const [from, to] = [x(fromMs) + pushed, x(toMs) + pushed];
  if (fate === 'skipped') return { fate, x1: from, y1: laneY(lane) - STUB, x2: from, y2: laneY(lane) };
  return direction === 'up'
    ? { fate, x1: from, y1: laneY(lane), x2: to, y2: laneY(0) }
    : { fate, x1: from, y1: laneY(0), x2: to, y2: laneY(lane) };
}
