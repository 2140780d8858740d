// Frames under way in the data flow: where their dots are, and what a person does with them [UI-8].
import { cleanup, fireEvent, render, screen, within } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asClientId } from '../../src/base/ids.ts';
import { arrowsOf, lanesOf } from '../../src/ui/flow/arrows.ts';
import { dotsOf, placeOn, wayOf } from '../../src/ui/flow/dots.ts';
import { FlowPanel } from '../../src/ui/flow/flow-panel.tsx';
import { draw } from '../../src/ui/flow/geometry.ts';
import { PageProvider } from '../../src/ui/page.tsx';
import type { MessageView } from '../../src/world/messages.ts';
import type { FlyingView } from '../../src/world/world.ts';
import { clientView, stillWorld, type StillWorld } from './still-world.ts';

const ann = asClientId('client-1');
const ben = asClientId('client-2');
const frame: FlyingView = {
  id: 4,
  client: ben,
  sequence: 2,
  direction: 'down',
  sinceMs: 1000,
  dueMs: 1400,
  held: false,
};

function delta(sequence: number, states: Readonly<Record<string, 'flying' | 'arrived'>>): MessageView {
  const deliveries = new Map(
    Object.entries(states).map(([id, state]) => [
      asClientId(id),
      state === 'flying' ? ({ state, dueMs: 1400 } as const) : ({ state, atMs: 1100 } as const),
    ]),
  );
  const parties = [...deliveries.keys()].map((id) => ({ id, name: id === ann ? 'Ann' : 'Ben' }));
  const base = { sequence, atMs: 1000, direction: 'down', kind: 'delta', summary: 'posts 7', bytes: 1 } as const;
  const rest = { tables: [], durationMs: null, partner: null, revision: 4, payload: '', rows: [], skipped: [] };
  return { ...base, ...rest, parties, deliveries };
}

const both = delta(2, { 'client-1': 'arrived', 'client-2': 'flying' });

test('a dot stands on the line of its client, not on that of one who has it already', () => {
  const lanes = lanesOf([
    { id: ann, name: 'Ann' },
    { id: ben, name: 'Ben' },
  ]);
  const drawing = draw(arrowsOf([both], lanes), lanes.names.length);
  const dots = dotsOf(drawing, lanes, [frame, { ...frame, id: 5, client: ann }, { ...frame, id: 6, sequence: 99 }]);
  expect(dots.map((dot) => [dot.frame.id, dot.line])).toEqual([[4, drawing.arrows[0]?.lines[1]]]);
});

test.each([
  ['half way at 1 ×', frame, { nowMs: 1200, rate: 1, still: false }, { from: 0.5, wallMs: 200 }],
  ['half way at 1/8 ×', frame, { nowMs: 1200, rate: 1 / 8, still: false }, { from: 0.5, wallMs: 1600 }],
  ['in a pause', frame, { nowMs: 1100, rate: 1, still: true }, { from: 0.25, wallMs: null }],
  ['held', { ...frame, held: true }, { nowMs: 1200, rate: 1, still: false }, { from: 0.5, wallMs: null }],
  [
    'held past its time',
    { ...frame, held: true },
    { nowMs: 9000, rate: 1, still: false },
    { from: 0.88, wallMs: null },
  ],
  ['sent in a pause', { ...frame, dueMs: 1000 }, { nowMs: 1000, rate: 1, still: true }, { from: 0, wallMs: null }],
] as const)('the way of a frame: %s', (_, flying, pace, way) => {
  expect(wayOf(flying, pace)).toEqual(way);
});

test('a place on a line', () => {
  const line = { fate: 'flying', x1: 10, y1: 9, x2: 40, y2: 49 } as const;
  expect(placeOn(line, 0.5)).toBe('translate(25px, 29px)');
  expect(placeOn(line, 0)).toBe('translate(18.4px, 20.2px)');
});

let world: StillWorld;
const network = { preset: 'lan', serverDown: false, flyingCount: 1, flying: [frame] } as const;

beforeEach(() => {
  world = stillWorld([clientView(1, 'Ann', []), clientView(2, 'Ben', [])], [both]);
  render(() => (
    <PageProvider world={world}>
      <FlowPanel />
    </PageProvider>
  ));
  world.show({ network });
});
afterEach(cleanup);

test.each([
  ['h', 'hold'],
  ['Enter', 'release'],
  ['Delete', 'drop'],
] as const)('by keyboard, %s: %s', (key, how) => {
  const dot = screen.getByRole('button', { name: 'Server to Ben, under way' });
  dot.focus();
  fireEvent.keyDown(dot, { key });
  expect(world.intents).toEqual([['alterFrame', 4, how]]);
});

test.each([
  ['Hold', 'hold'],
  ['Deliver', 'release'],
  ['Drop', 'drop'],
] as const)('by pointer: %s', (label, how) => {
  fireEvent.click(screen.getByTestId('flow-dot'));
  const hand = screen.getByTestId('frame-in-hand');
  expect(hand.textContent).toContain('Ben posts 7');
  fireEvent.click(within(hand).getByRole('button', { name: label }));
  expect(world.intents).toEqual([['alterFrame', 4, how]]);
});

test('a frame that arrives leaves the hand, and the keyboard goes on from the picture', () => {
  const dot = screen.getByTestId('flow-dot');
  dot.focus();
  expect(screen.getByTestId('frame-in-hand')).toBeTruthy();
  world.show({ network: { ...network, flyingCount: 0, flying: [] } });
  expect(screen.queryByTestId('frame-in-hand')).toBeNull();
  expect(screen.queryByTestId('flow-dot')).toBeNull();
  expect(document.activeElement?.getAttribute('aria-label')).toContain('Data flow');
});

test('a held frame says so', () => {
  world.show({ network: { ...network, flying: [{ ...frame, held: true }] } });
  expect(screen.getByTestId('flow-dot').getAttribute('aria-label')).toBe('Server to Ben, held');
});
