// Named weather: each is sensible, each is recognised, and traffic goes on in all that hold.
import { describe, expect, test } from 'vitest';
import { changeConditions, NO_CONDITIONS } from '../../src/network/conditions.ts';
import { CONDITIONS_PRESETS, presetOf } from '../../src/network/presets.ts';
import { ann, joinInMemory, log } from './harness.ts';

describe('presets', () => {
  test.each(CONDITIONS_PRESETS)('$name is sensible and knows itself', (preset) => {
    expect(changeConditions(preset.conditions, {})).toEqual(preset.conditions);
    expect(presetOf({ ...preset.conditions })).toBe(preset);
    expect(presetOf({ ...preset.conditions, offline: true })).toBeNull();
  });

  test('none adds nothing; other weather has no name', () => {
    expect(CONDITIONS_PRESETS[0]?.conditions).toEqual(NO_CONDITIONS);
    expect(presetOf(changeConditions(NO_CONDITIONS, { up: { latencyMs: 7 } }))).toBeNull();
  });

  test.each(CONDITIONS_PRESETS.filter(({ conditions }) => conditions.down.loss === 0))(
    'in $name a message and its echo arrive',
    async ({ conditions }) => {
      const { page, clock } = joinInMemory();
      page.link(ann).conditions = conditions;
      const socket = new (page.link(ann).network.WebSocket)('/sync');
      const events = log(socket);
      await clock.advance(2_000);
      socket.send('hello');
      await clock.advance(2_000);
      expect(events).toEqual(['open', 'message echo:hello']);
    },
  );
});
