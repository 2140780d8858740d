// Looking back through the recorded run: every panel shows that moment, nothing can be changed, and there is a way back [UI-9].
import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { App } from '../../src/ui/shell/app.tsx';
import { ago, neighbour } from '../../src/ui/time/ago.ts';
import type { MessageView } from '../../src/world/messages.ts';
import type { Moment } from '../../src/world/recording.ts';
import { clientView, post, stillWorld, type StillWorld } from './still-world.ts';

const then = [clientView(1, 'Ann', [post([7, 'Embers', true])]), clientView(2, 'Ben', [])];
const now = [clientView(1, 'Ann', []), clientView(2, 'Ben', [post([7, 'Embers', true])]), clientView(3, 'Cleo', [])];

let world: StillWorld;
let moments: readonly Moment[];

beforeEach(() => {
  world = stillWorld(then);
  const first = { serial: 4, atMs: 1000, upTo: 2, view: world.view() };
  const second = { serial: 5, atMs: 3000, upTo: 4, view: { ...world.view(), revision: 8 } };
  render(() => <App world={world} />);
  world.show({ clients: now, revision: 9 });
  world.say([1, 2, 3, 4, 5].map(message));
  moments = [first, second, { serial: 6, atMs: 4000, upTo: 5, view: world.view() }];
  world.record(moments);
});
afterEach(cleanup);

function message(sequence: number): MessageView {
  const base = {
    sequence,
    atMs: sequence * 500,
    direction: 'down',
    kind: 'delta',
    summary: `posts ${sequence}`,
    bytes: 1,
  } as const;
  const rest = { tables: [], durationMs: null, partner: null, revision: sequence, deliveries: new Map(), payload: '' };
  return { ...base, ...rest, rows: [], parties: [], skipped: [] };
}

function held(): (string | null)[] {
  return screen
    .getAllByTestId('client-card')
    .map((card) => card.querySelector('[data-testid=cell]')?.textContent ?? null);
}

function slide(to: number): void {
  fireEvent.input(screen.getByLabelText('Moment of the run'), { target: { value: String(to) } });
}

test('the slider shows clients, revision and distance as they were, and leads back', () => {
  slide(4);
  expect(held()).toEqual(['Embers', null]);
  expect(screen.getByTestId('revision').textContent).toBe('3');
  expect(screen.getByTestId('past-line').textContent).toContain(
    '3 messages ago, at 0:00.000: delta to nobody: posts 2.',
  );
  expect(screen.getByLabelText('Moment of the run').getAttribute('aria-valuetext')).toBe('0:00.000, 3 messages ago');
  slide(5);
  expect(screen.getByTestId('revision').textContent).toBe('8');
  slide(6);
  expect(held()).toEqual([null, 'Embers', null]);
  expect(screen.queryByTestId('past-line')).toBeNull();
});

test('while one looks back the world goes on unseen, and nothing in it can be changed', () => {
  slide(4);
  world.show({ clients: [], revision: 10 });
  expect(held()).toEqual(['Embers', null]);
  expect(screen.getAllByTestId('in-present').every((part) => part.hasAttribute('inert'))).toBe(true);
  expect(screen.getByTestId('of-now').textContent).toContain('Queries run now');
  fireEvent.click(screen.getByRole('button', { name: 'Back to now' }));
  expect(screen.queryAllByTestId('client-card')).toEqual([]);
  expect(screen.getAllByTestId('in-present').some((part) => part.hasAttribute('inert'))).toBe(false);
  expect(screen.queryByTestId('of-now')).toBeNull();
});

test('one selects in the past as in the present', () => {
  slide(4);
  fireEvent.click(screen.getAllByTestId('client-name')[1] ?? document.body);
  expect(screen.getAllByTestId('client-card').map((card) => card.getAttribute('aria-selected'))).toEqual([
    'false',
    'true',
  ]);
});

test('moment by moment, back and forth', () => {
  fireEvent.click(screen.getByRole('button', { name: 'One moment back' }));
  expect(screen.getByTestId('revision').textContent).toBe('8');
  fireEvent.click(screen.getByRole('button', { name: 'Earlier' }));
  expect(screen.getByTestId('revision').textContent).toBe('3');
  fireEvent.click(screen.getByRole('button', { name: 'Earlier' }));
  expect(screen.getByTestId('revision').textContent).toBe('3');
  fireEvent.click(screen.getByRole('button', { name: 'Later' }));
  fireEvent.click(screen.getByRole('button', { name: 'One moment on' }));
  expect(screen.getByTestId('revision').textContent).toBe('9');
});

test('a moment that was forgotten meanwhile still has neighbours', () => {
  const [first, second, third] = moments;
  const lost = { serial: 1, atMs: 0, upTo: 0, view: world.view() };
  expect(neighbour(moments, lost, -1)).toBe(lost);
  expect(neighbour(moments, lost, 1)).toBe(first);
  expect(neighbour(moments, second ?? null, 1)).toBeNull();
  expect(neighbour(moments, null, -1)).toBe(second);
  expect(neighbour([], null, -1)).toBeNull();
  expect(neighbour(third ? [third] : [], null, -1)).toBeNull();
});

test('signs of life are no distance', () => {
  const [first] = moments;
  const alive = { ...message(9), kind: 'ping' } as const;
  expect(ago(first ?? null, [message(2), alive])).toBe('a moment ago');
  expect(ago(first ?? null, [message(2), message(3), alive])).toBe('1 message ago');
  expect(ago(null, [])).toBe('now');
});
