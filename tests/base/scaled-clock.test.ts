// The scaled clock over a virtual one: pace, pause, leaps, and timers that keep their distance.
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { ScaledClock } from '../../src/base/scaled-clock.ts';

function open() {
  const wall = new VirtualClock(10_000);
  const clock = new ScaledClock(wall);
  const fired: number[] = [];
  const set = (delayMs: number) => clock.setTimer(delayMs, () => fired.push(clock.nowMs()));
  return { wall, clock, fired, set };
}

test.each([
  [1 / 32, 3200],
  [1 / 8, 800],
  [1, 100],
  [8, 12.5],
])('at %d × a timer of 100 ms takes %d ms of the clock below', async (rate, wallMs) => {
  const { wall, clock, fired, set } = open();
  clock.setRate(rate);
  set(100);
  await wall.advance(wallMs - 1);
  expect(fired).toEqual([]);
  await wall.advance(1);
  expect(fired).toEqual([10_100]);
});

test('in a pause the time stands and nothing is due; afterwards each timer has as much left as it had', async () => {
  const { wall, clock, fired, set } = open();
  set(100);
  await wall.advance(40);
  clock.pause();
  set(10);
  await wall.advance(3_600_000);
  expect([clock.nowMs(), fired]).toEqual([10_040, []]);
  clock.resume();
  await wall.advance(60);
  expect(fired).toEqual([10_050, 10_100]);
});

test('work without delay runs in a pause', async () => {
  const { wall, clock, fired, set } = open();
  clock.pause();
  set(0);
  await wall.advance(1);
  expect(fired).toEqual([10_000]);
});

test('another pace half way: what has passed has passed', async () => {
  const { wall, clock, fired, set } = open();
  set(100);
  await wall.advance(50);
  clock.setRate(1 / 4);
  await wall.advance(199);
  expect(fired).toEqual([]);
  await wall.advance(1);
  expect(fired).toEqual([10_100]);
});

test('a leap runs what falls due on the way, each at its time, in order, also what is set on the way', () => {
  const { clock, fired, set } = open();
  clock.pause();
  set(300);
  set(100);
  clock.setTimer(200, () => void set(50));
  set(400);
  clock.leap(10_350);
  expect([clock.nowMs(), fired]).toEqual([10_350, [10_100, 10_250, 10_300]]);
});

test('a cancelled timer never fires, in a leap neither', () => {
  const { clock, fired, set } = open();
  const cancel = set(100);
  cancel();
  cancel();
  clock.leap(20_000);
  expect(fired).toEqual([]);
});

test('a clock below that is set back delays no timer by more than it had left', async () => {
  const { wall, clock, fired, set } = open();
  set(100);
  wall.jump(-5000);
  clock.setRate(2);
  await wall.advance(50);
  expect(fired).toHaveLength(1);
});

test('however pace and pauses follow each other, a timer fires when its scaled time has passed, and once', async () => {
  const moves = fc.array(
    fc.oneof(
      fc.record({ type: fc.constant('rate' as const), rate: fc.constantFrom(1 / 32, 1 / 8, 1 / 2, 1, 2, 8) }),
      fc.record({ type: fc.constant('pause' as const) }),
      fc.record({ type: fc.constant('resume' as const) }),
      fc.record({ type: fc.constant('wait' as const), ms: fc.integer({ min: 0, max: 64 }) }),
    ),
    { maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(moves, fc.integer({ min: 1, max: 200 }), async (list, delayMs) => {
      const { wall, clock, fired, set } = open();
      set(delayMs);
      let passedMs = 0;
      for (const move of list) {
        if (move.type === 'rate') clock.setRate(move.rate);
        else if (move.type === 'pause') clock.pause();
        else if (move.type === 'resume') clock.resume();
        else {
          await wall.advance(move.ms);
          passedMs += clock.paused ? 0 : move.ms * clock.rate;
        }
        expect(clock.nowMs()).toBeCloseTo(10_000 + passedMs, 6);
      }
      const isDue = passedMs >= delayMs - 1e-6;
      if (Math.abs(passedMs - delayMs) > 1e-6) expect(fired.length).toBe(isDue ? 1 : 0);
    }),
  );
});
