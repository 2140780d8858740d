// The data flow as geometry: lanes, arrows, slopes, stubs, and what can be taken along [UI-7].
import { expect, test } from 'vitest';
import { asClientId, type ClientId } from '../../src/base/ids.ts';
import type { Delivery } from '../../src/network/trace.ts';
import { arrowsOf, lanesOf, MOST_ARROWS, MOST_LANES } from '../../src/ui/flow/arrows.ts';
import { draw, laneY, timeScale } from '../../src/ui/flow/geometry.ts';
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
