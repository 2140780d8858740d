// The virtual clock: order, distance and promises.
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';

test('timers fire in the order of their times, equal times in the order they were set', () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  clock.setTimer(5, () => fired.push('b'));
  clock.setTimer(1, () => fired.push('a'));
  clock.setTimer(5, () => fired.push('c'));
  while (clock.step());
  expect(fired).toEqual(['a', 'b', 'c']);
});

test('a cancelled timer never fires', () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  const cancel = clock.setTimer(1, () => fired.push('never'));
  cancel();
  cancel();
  expect(clock.step()).toBe(false);
  expect(fired).toEqual([]);
});

test('advance stops at the asked time and runs what fell due, also what was set on the way', async () => {
  const clock = new VirtualClock(1000);
  const fired: number[] = [];
  clock.setTimer(10, () => {
    fired.push(clock.nowMs());
    clock.setTimer(10, () => fired.push(clock.nowMs()));
    clock.setTimer(100, () => fired.push(clock.nowMs()));
  });
  await clock.advance(50);
  expect(fired).toEqual([1010, 1020]);
  expect(clock.nowMs()).toBe(1050);
  expect(clock.pending).toBe(1);
});

test('advance waits for promises between timers', async () => {
  const clock = new VirtualClock();
  const fired: string[] = [];
  clock.setTimer(1, () => {
    void Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => fired.push('promise'));
  });
  clock.setTimer(2, () => fired.push('timer'));
  await clock.advance(2);
  expect(fired).toEqual(['promise', 'timer']);
});

test('a jump of the machine clock moves the time but not the distance of timers', async () => {
  const clock = new VirtualClock(10_000);
  const fired: number[] = [];
  clock.setTimer(100, () => fired.push(clock.nowMs()));
  clock.jump(-5000);
  expect(clock.nowMs()).toBe(5000);
  await clock.advance(99);
  expect(fired).toEqual([]);
  await clock.advance(1);
  expect(fired).toEqual([5100]);
});
