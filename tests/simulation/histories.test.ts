// What counts as sent under rules and values that are no longer in force.
import { describe, expect, it } from 'vitest';
import { Histories } from './histories.ts';

describe('histories', () => {
  it('let rules that changed in a step count until the next one, however long the step took', () => {
    const histories = new Histories();
    histories.note([], 0, 20);
    histories.rulesChanged(2);
    histories.rulesChanged(0);
    histories.note([], 100, 20);
    expect(histories.recentVariants()).toEqual([0, 2, 0]);
    histories.note([], 300, 20);
    expect(histories.recentVariants()).toEqual([0, 2, 0]);
    histories.note([], 301, 20);
    expect(histories.recentVariants()).toEqual([0]);
  });

  it('let the values of a session count as long as an answer may wait', () => {
    const histories = new Histories();
    const look = (userId: number, elapsedMs: number): readonly unknown[] => {
      histories.note([{ sessionId: 'a', session: { userId }, connections: 1 }], elapsedMs, 20);
      return histories.recent('a').map((session) => session['userId']);
    };
    expect(look(1, 0)).toEqual([1]);
    expect(look(2, 100)).toEqual([1, 2]);
    expect(look(2, 121)).toEqual([1, 2]);
    expect(look(2, 121)).toEqual([2]);
    expect(histories.ever('a')).toEqual([{ userId: 1 }, { userId: 2 }]);
  });
});
