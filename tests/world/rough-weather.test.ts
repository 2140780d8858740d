// Whatever is done to a world, on top of each other and in any order: when all is good again every client is live and exact.
import { expect, test } from 'vitest';
import { throughRoughWeather } from './rough-weather.ts';

const RUNS = [
  ...Array.from({ length: 30 }, (_, index) => ({ seed: index + 1, steps: 90 })),
  // Who was to leave when it had caught up left although it was told to stay.
  { seed: 209, steps: 90 },
  // Rules that changed and changed back left verdicts behind: the proof called exact clients wrong.
  { seed: 1150, steps: 100 },
];

test.each(RUNS)('[SYNC-1] after the rough weather of seed $seed', async ({ seed, steps }) => {
  const { problems, deeds } = await throughRoughWeather(seed, steps);
  expect(problems, deeds.join('\n')).toEqual([]);
});
