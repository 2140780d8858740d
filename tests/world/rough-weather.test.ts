// Whatever is done to a world, on top of each other and in any order: when all is good again every client is live and exact.
import { expect, test } from 'vitest';
import { throughRoughWeather } from './rough-weather.ts';

const STEPS = 90;
const SEEDS = [...Array.from({ length: 30 }, (_, index) => index + 1), 209];

test.each(SEEDS)('[SYNC-1] after the rough weather of seed %i', async (seed) => {
  const { problems, deeds } = await throughRoughWeather(seed, STEPS);
  expect(problems, deeds.join('\n')).toEqual([]);
});
