// What a person is told of storage: that rows are not kept and why, once; and that they are kept again.
import { expect, test } from 'vitest';
import { KeepWatch } from '../../src/world/keep-watch.ts';

function watch(isRunning: boolean): { keep: KeepWatch; told: [tone: string, text: string][] } {
  const told: [string, string][] = [];
  const keep = new KeepWatch({ isRunning: () => isRunning, tell: (tone, text) => told.push([tone, text]) });
  return { keep, told };
}

const full = { kept: false, why: 'The disk is full.' } as const;

test('[CLIENT-4] storage that fails is told once, with what that means; that it works again, too', () => {
  const { keep, told } = watch(true);
  keep.is({ kept: true });
  expect(told).toEqual([]);
  keep.is(full);
  keep.is({ ...full });
  expect(told).toEqual([['trouble', expect.stringMatching(/^The disk is full\. .*in memory/)]]);
  expect(keep.view).toEqual(full);
  keep.is({ kept: true });
  expect(told.slice(1)).toEqual([['plain', expect.stringContaining('Storage works again')]]);
});

test('[CLIENT-4] a page that starts without storage says so without alarm', () => {
  const { keep, told } = watch(false);
  keep.is(full);
  expect(told).toEqual([['plain', expect.stringContaining('The disk is full.')]]);
});
