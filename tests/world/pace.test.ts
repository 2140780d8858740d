// When pictures are drawn.
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { Pace } from '../../src/world/pace.ts';

/** A page whose pictures take `paintMs` each; frames come at once. */
function openPage(paintMs: number) {
  const clock = new VirtualClock(1000);
  const drawnAt: number[] = [];
  const pace = new Pace({
    clock,
    frame: (task) => void clock.setTimer(0, task),
    painted: (task) => void clock.setTimer(paintMs, task),
  });
  return { clock, drawnAt, pace, ask: () => pace.next(() => drawnAt.push(clock.nowMs() - 1000)) };
}

describe('pace', () => {
  it('draws what comes together in one picture', async () => {
    const { clock, drawnAt, ask } = openPage(1);
    ask();
    await clock.advance(5);
    ask();
    await clock.advance(100);
    expect(drawnAt).toEqual([8, 8]);
  });

  it.each([
    { paintMs: 1, drawn: 100 },
    { paintMs: 10, drawn: 32 },
    { paintMs: 20, drawn: 16 },
    { paintMs: 100, drawn: 6 },
  ])('leaves time for other work: pictures of $paintMs ms', async ({ paintMs, drawn }) => {
    const { clock, drawnAt, ask } = openPage(paintMs);
    for (let passedMs = 0; passedMs < 2000; passedMs++) {
      ask();
      await clock.advance(1);
    }
    const pictures = new Set(drawnAt.filter((atMs) => atMs >= 1000)).size;
    expect(pictures).toBeLessThanOrEqual(drawn * 1.2);
    expect(pictures).toBeGreaterThanOrEqual(drawn * 0.8);
  });

  it('draws a few pictures in a row without rest', async () => {
    const { clock, drawnAt, ask } = openPage(30);
    for (let picture = 0; picture < 3; picture++) {
      ask();
      await clock.advance(40);
    }
    expect(drawnAt).toEqual([8, 48, 88]);
  });

  it('goes on where a task fails', async () => {
    const { clock, drawnAt, ask, pace } = openPage(10);
    pace.next(() => {
      throw new Error('a panel failed');
    });
    ask();
    await expect(clock.advance(20)).rejects.toThrow('a panel failed');
    ask();
    await clock.advance(100);
    expect(drawnAt).toHaveLength(2);
  });

  it('makes one batch of what changes in a picture, failures or not', async () => {
    const clock = new VirtualClock(1000);
    const log: string[] = [];
    const { next } = new Pace({
      clock,
      frame: (task) => void clock.setTimer(0, task),
      painted: (task) => void clock.setTimer(1, task),
      batch: (changes) => {
        log.push('begin');
        changes();
        log.push('end');
      },
    });
    for (const name of ['one', 'other']) next(() => log.push(name));
    await clock.advance(20);
    next(() => {
      throw new Error('a panel failed');
    });
    await expect(clock.advance(20)).rejects.toThrow('a panel failed');
    expect(log).toEqual(['begin', 'one', 'other', 'end', 'begin', 'end']);
  });

  it('goes on where the clock is set back', async () => {
    const { clock, drawnAt, ask } = openPage(10);
    ask();
    await clock.advance(100);
    clock.jump(-3_600_000);
    ask();
    await clock.advance(100);
    expect(drawnAt).toHaveLength(2);
  });
});
