// The data flow as geometry: lanes, arrows, slopes, stubs, and what can be taken along [UI-7].
import { expect, test } from 'vitest';
import { asClientId, type ClientId } from '../../src/base/ids.ts';
import type { Delivery } from '../../src/network/trace.ts';
import { arrowsOf, lanesOf, MOST_ARROWS, MOST_LANES } from '../../src/ui/flow/arrows.ts';
import { filmOf } from '../../src/ui/flow/film.ts';
import { gapsOf } from '../../src/ui/flow/gaps.ts';
import { draw, headOf, laneY, momentX, timeScale } from '../../src/ui/flow/geometry.ts';
import { mermaidText, svgText } from '../../src/ui/flow/take-along.ts';
import type { MessageView, Party } from '../../src/world/messages.ts';

const party = (number: number): Party => ({ id: asClientId(`client-${number}`), name: `Client ${number}` });
const [ann, ben, cleo] = [party(1), party(2), party(3)];

function message(sequence: number, change: Partial<MessageView>): MessageView {
  return {
    sequence,
    atMs: sequence * 10,
    direction: 'down',
    kind: 'delta',
    summary: 'posts 7',
    parties: [],
    skipped: [],
    rows: [],
    tables: [],
    bytes: 1,
    durationMs: null,
    partner: null,
    revision: 1,
    deliveries: new Map(),
    payload: '',
    ...change,
  };
}

const deliveries = (...entries: readonly (readonly [ClientId, Delivery])[]) => new Map(entries);
const lanes = lanesOf([ann, ben, cleo]);

test('a broadcast is a fan: solid to recipients, stubs for those who were passed over', () => {
  const [arrow] = arrowsOf([message(1, { parties: [ann, ben], skipped: [cleo] })], lanes);
  expect(arrow?.strokes.map(({ lane, fate }) => [lane, fate])).toEqual([
    [1, 'arrived'],
    [2, 'arrived'],
    [3, 'skipped'],
  ]);
});

test('the slope of an arrow is its delay, and what flies or was lost says so', () => {
  const late = deliveries(
    [ann.id, { state: 'arrived', atMs: 60 }],
    [ben.id, { state: 'flying', dueMs: 90 }],
    [cleo.id, { state: 'lost', atMs: 40 }],
  );
  const arrows = arrowsOf([message(1, { parties: [ann, ben, cleo], deliveries: late })], lanes);
  const [drawn] = draw(arrows, lanes.names.length).arrows;
  expect(drawn?.lines.map(({ fate }) => fate)).toEqual(['arrived', 'flying', 'lost']);
  const ends = drawn?.lines.map(({ x2 }) => x2) ?? [];
  expect(ends.toSorted((one, other) => one - other)).toEqual([ends[2], ends[0], ends[1]]);
  expect(drawn?.lines[0]).toMatchObject({ y1: laneY(0), y2: laneY(1) });
});

test('a client speaks upwards', () => {
  const arrows = arrowsOf([message(1, { direction: 'up', kind: 'mutation', parties: [ben] })], lanes);
  expect(draw(arrows, 4).arrows[0]?.lines[0]).toMatchObject({ y1: laneY(2), y2: laneY(0) });
});

test('time keeps its order and long silences are shortened', () => {
  const { x, width } = timeScale([0, 1, 500, 3_600_000]);
  expect(x(0)).toBeLessThan(x(1));
  expect(x(1)).toBeLessThan(x(500));
  expect(x(500)).toBeLessThan(x(3_600_000));
  expect(width).toBeLessThan(300);
});

test('messages of one moment stand side by side', () => {
  const same = [1, 2, 3].map((sequence) => message(sequence, { atMs: 5, parties: [ann] }));
  const starts = draw(arrowsOf(same, lanes), 4).arrows.map(({ lines }) => lines[0]?.x1 ?? 0);
  expect(new Set(starts).size).toBe(3);
  expect(starts.toSorted((one, other) => one - other)).toEqual(starts);
});

test('what only keeps a connection alive is left out, and the picture is bounded', () => {
  expect(arrowsOf([message(1, { kind: 'ping', parties: [ann] })], lanes)).toEqual([]);
  const many = Array.from({ length: 500 }, (_, index) => message(index + 1, { parties: [ann] }));
  expect(arrowsOf(many, lanes).map(({ sequence }) => sequence)).toEqual(
    Array.from({ length: MOST_ARROWS }, (_, index) => 500 - MOST_ARROWS + index + 1),
  );
});

test('clients beyond the lanes share one', () => {
  const crowd = Array.from({ length: 1000 }, (_, index) => party(index + 1));
  const folded = lanesOf(crowd);
  expect(folded.names.length).toBe(MOST_LANES + 2);
  expect(folded.names.at(-1)).toBe('976 more');
  const [arrow] = arrowsOf([message(1, { parties: crowd })], folded);
  expect(arrow?.strokes.length).toBe(MOST_LANES + 1);
});

test('SVG and Mermaid tell the same, with names that cannot break out', () => {
  const rogue = lanesOf([{ ...ann, name: '</text>;x' }, ben]);
  const arrows = arrowsOf([message(1, { parties: [ann], skipped: [ben] })], rogue);
  const svg = svgText(draw(arrows, rogue.names.length), rogue);
  expect(svg).toContain('&lt;/text>;x');
  expect(svg.match(/<line /g)?.length).toBe(3 + 2);
  expect(mermaidText(arrows, rogue).split('\n')).toEqual([
    'sequenceDiagram',
    '  participant L0 as server',
    '  participant L1 as </text> x',
    '  participant L2 as Client 2',
    '  L0-->>L1: delta: posts 7',
    '  Note over L2: not told',
  ]);
});

test.each([
  ['down', { fate: 'arrived', x1: 5, y1: 0, x2: 5, y2: 20 }, '5,20 2,13 8,13'],
  ['up', { fate: 'arrived', x1: 5, y1: 20, x2: 5, y2: 0 }, '5,0 8,7 2,7'],
  ['to the right', { fate: 'arrived', x1: 0, y1: 0, x2: 20, y2: 0 }, '20,0 13,3 13,-3'],
] as const)('an arrow points %s: its head is at its end', (_where, line, corners) => {
  expect(headOf(line)).toBe(corners);
});

const connected = (sequence: number, who: Party) => message(sequence, { kind: 'connected', parties: [who] });
const closed = (sequence: number, who: Party) => message(sequence, { kind: 'close', direction: 'up', parties: [who] });
const broken = (sequence: number, who: Party) =>
  message(sequence, { kind: 'error', breaks: 'connection', parties: [who] });

test.each<[string, readonly MessageView[], readonly Party[], unknown]>([
  ['connected all the time', [connected(1, ann), message(2, { parties: [ann] })], [], []],
  ['offline for a while', [connected(1, ann), closed(2, ann), connected(5, ann)], [], [{ lane: 1, from: 2, to: 5 }]],
  ['broken, then closed', [broken(2, ben), closed(3, ben), connected(5, ben)], [], [{ lane: 2, from: 2, to: 5 }]],
  ['offline until now', [connected(1, ann), closed(2, ann)], [ann], [{ lane: 1, from: 2, to: null }]],
  ['never connected', [], [cleo], [{ lane: 3, from: null, to: null }]],
  ['a request that broke is no connection', [message(1, { kind: 'error', breaks: 'request', parties: [ann] })], [], []],
])('gaps of a lane: %s', (_what, messages, offline, gaps) => {
  expect(gapsOf(messages, lanes, new Set(offline.map(({ id }) => id)))).toEqual(gaps);
});

test('a gap is drawn from the end of the connection to its return, or to the edges of the picture', () => {
  const messages = [message(1, { parties: [ann] }), closed(2, ann), message(3, { parties: [ben] }), connected(4, ann)];
  const gaps = [...gapsOf(messages, lanes, new Set([cleo.id])), { lane: 2, from: null, to: 3 }];
  const { gaps: drawn, arrows, width } = draw(arrowsOf(messages, lanes), 4, gaps);
  const startOf = (index: number) => arrows[index]?.lines[0]?.x1;
  expect(drawn).toEqual([
    { lane: 1, x1: startOf(1), x2: startOf(3) },
    { lane: 3, x1: 0, x2: width },
    { lane: 2, x1: 0, x2: startOf(2) },
  ]);
});

test('times are written below the lanes, in order and apart', () => {
  const hours = Array.from({ length: 30 }, (_, index) => message(index + 1, { atMs: index * 700, parties: [ann] }));
  const { ticks } = draw(arrowsOf(hours, lanes), 4);
  expect(ticks.length).toBeGreaterThan(5);
  for (const [index, { x, atMs }] of ticks.entries()) {
    const before = ticks[index - 1];
    if (!before) continue;
    expect(x - before.x).toBeGreaterThanOrEqual(84);
    expect(atMs).toBeGreaterThan(before.atMs);
  }
});

test('[UI-9] looking back, the film goes on a little, and the moment stands between what was and what came', () => {
  const then = [1, 2].map((sequence) => message(sequence, { parties: [ann], revision: 7 }));
  const now = [1, 2, 3, 4].map((sequence) => message(sequence, { parties: [ann] }));
  expect(filmOf(then, null, now)).toBe(then);
  const film = filmOf(then, { upTo: 2 }, now);
  expect(film.map(({ sequence, revision }) => [sequence, revision])).toEqual([
    [1, 7],
    [2, 7],
    [3, 1],
    [4, 1],
  ]);
  const drawing = draw(arrowsOf(film, lanes), 4);
  const x = momentX(drawing, { upTo: 2, atMs: 20 });
  expect(drawing.arrows.map(({ lines }) => (lines[0]?.x1 ?? 0) < x)).toEqual([true, true, false, false]);
});
