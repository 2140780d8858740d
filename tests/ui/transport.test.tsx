// The head's time: pause, one message at a time, pace [UI-9].
import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { PageProvider } from '../../src/ui/page.tsx';
import { readChance, withChance } from '../../src/ui/time/chance.ts';
import { nextRate, rateName } from '../../src/ui/time/rate.ts';
import { PauseLine } from '../../src/ui/time/pause-line.tsx';
import { Transport } from '../../src/ui/time/transport.tsx';
import { clientView, stillWorld, type StillWorld } from './still-world.ts';

let world: StillWorld;
const time = { paused: false, rate: 1, chance: 7 } as const;

beforeEach(() => {
  world = stillWorld([clientView(1, 'Ann', [])]);
  render(() => (
    <PageProvider world={world}>
      <Transport />
    </PageProvider>
  ));
});
afterEach(cleanup);

test('time is paused, and only then stepped, where there is something under way', () => {
  const step = screen.getByRole('button', { name: 'Let one message arrive' });
  fireEvent.click(screen.getByRole('button', { name: 'Pause time' }));
  expect(world.intents).toEqual([['setPaused', true]]);
  world.show({ time: { ...time, paused: true } });
  expect(step.hasAttribute('disabled')).toBe(true);
  expect(screen.getByRole('status').textContent).toBe('Time is paused');
  world.show({ network: { ...world.view().network, flyingCount: 1 } });
  fireEvent.click(step);
  fireEvent.click(screen.getByRole('button', { name: 'Let time go on' }));
  expect(world.intents.slice(-2)).toEqual([['step'], ['setPaused', false]]);
});

test('where there is no room in the head, a line of its own says that time is paused, and lets it go on', () => {
  cleanup();
  vi.spyOn(window, 'matchMedia').mockReturnValue(window.matchMedia('all'));
  render(() => (
    <PageProvider world={world}>
      <PauseLine />
    </PageProvider>
  ));
  vi.restoreAllMocks();
  expect(screen.queryByTestId('pause-line')).toBeNull();
  world.show({ time: { ...time, paused: true }, network: { ...world.view().network, flyingCount: 2 } });
  expect(screen.getByRole('status').textContent).toContain('Time is paused, 2 frames under way.');
  fireEvent.click(screen.getByRole('button', { name: 'Let one arrive' }));
  fireEvent.click(screen.getByRole('button', { name: 'Go on' }));
  expect(world.intents.slice(-2)).toEqual([['step'], ['setPaused', false]]);
});

test('the pace is chosen by name', () => {
  fireEvent.change(screen.getByLabelText('Speed of time'), { target: { value: String(1 / 8) } });
  expect(world.intents).toEqual([['setRate', 1 / 8]]);
});

test.each([
  ['?chance=4711', 4711],
  ['?embed=flow&chance=0', 0],
  ['', null],
  ['?chance=', null],
  ['?chance=-1', null],
  ['?chance=4294967296', null],
  ['?chance=1e3', null],
] as const)('the chance in %s is %s', (search, chance) => {
  expect(readChance(search)).toBe(chance);
});

test('the same address with a chance', () => {
  expect(withChance('http://a.test/b/?embed=flow&chance=1#tab=row', 7)).toBe(
    'http://a.test/b/?embed=flow&chance=7#tab=row',
  );
});

test.each([
  [1 / 32, '1/32 ×', 1 / 16, 1 / 32],
  [1, '1 ×', 2, 1 / 2],
  [8, '8 ×', 8, 4],
])('the pace %d is called %s and has neighbours', (rate, name, faster, slower) => {
  expect([rateName(rate), nextRate(rate, 1), nextRate(rate, -1)]).toEqual([name, faster, slower]);
});
