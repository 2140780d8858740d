// Signs of life of a page's clients: together where they are due at about the same time, and never late.
import { describe, expect, it } from 'vitest';
import { VirtualClock, type CancelTimer } from '../../src/base/clock.ts';
import { Beats } from '../../src/client/beats.ts';

const INTERVAL_MS = 10_000;

/** A member that beats on and on, from `startMs` on; tells when it did. */
function beating(starts: readonly number[], intervalMs = INTERVAL_MS) {
  const clock = new VirtualClock();
  const beats = new Beats();
  const beginMs = clock.nowMs();
  const told: number[][] = starts.map(() => []);
  const cancels: CancelTimer[] = [];
  const set = (index: number): void => {
    cancels[index] = beats.set(clock, intervalMs, () => {
      told[index]?.push(clock.nowMs() - beginMs);
      set(index);
    });
  };
  for (const [index, startMs] of starts.entries()) clock.setTimer(startMs, () => set(index));
  return { clock, told, cancels, beats };
}

describe('beats', () => {
  it.each([
    { starts: [0], expected: [[10_000, 20_000]] },
    {
      starts: [0, 900, 1_000],
      expected: [
        [10_000, 20_000],
        [10_000, 20_000],
        [10_000, 20_000],
      ],
    },
    {
      starts: [0, 1_001],
      expected: [
        [10_000, 20_000],
        [11_001, 21_001],
      ],
    },
    {
      starts: [500, 0],
      expected: [
        [10_000, 20_000],
        [10_000, 20_000],
      ],
    },
  ])('from $starts on', async ({ starts, expected }) => {
    const { clock, told } = beating(starts);
    await clock.advance(22_000);
    expect(told).toEqual(expected);
  });

  it('is one timer for those who beat together, and a long list is several', async () => {
    const { clock } = beating(Array.from({ length: 250 }, () => 0));
    await clock.advance(1);
    expect(clock.pending).toBe(3);
    await clock.advance(INTERVAL_MS);
    expect(clock.pending).toBe(3);
  });

  it('leaves no timer behind when the last one of it is cancelled', async () => {
    const { clock, cancels, told } = beating([0, 0]);
    await clock.advance(1);
    cancels[0]?.();
    cancels[0]?.();
    expect(clock.pending).toBe(1);
    await clock.advance(INTERVAL_MS);
    expect(told).toEqual([[], [10_000]]);
    cancels[1]?.();
    expect(clock.pending).toBe(0);
  });

  it('who is cancelled by another of the same beat does not beat', async () => {
    const clock = new VirtualClock();
    const beats = new Beats();
    const told: string[] = [];
    const cancel = (): void => second();
    beats.set(clock, 100, () => cancel());
    const second = beats.set(clock, 100, () => told.push('second'));
    await clock.advance(200);
    expect(told).toEqual([]);
  });

  it.each([-3_600_000, -5_000, 5_000, 3_600_000])(
    'never waits longer than its interval after %i ms of the machine’s clock',
    async (byMs) => {
      const clock = new VirtualClock();
      const beats = new Beats();
      let beaten = 0;
      beats.set(clock, INTERVAL_MS, () => beaten++);
      await clock.advance(2_000);
      clock.jump(byMs);
      beats.set(clock, INTERVAL_MS, () => beaten++);
      await clock.advance(INTERVAL_MS);
      expect(beaten).toBe(2);
    },
  );

  it('one that throws keeps nobody else from beating', async () => {
    const clock = new VirtualClock();
    const beats = new Beats();
    let beaten = 0;
    beats.set(clock, 100, () => {
      throw new Error('as asked');
    });
    beats.set(clock, 100, () => beaten++);
    clock.step();
    expect(beaten).toBe(1);
    expect(() => clock.step()).toThrow('as asked');
  });
});
