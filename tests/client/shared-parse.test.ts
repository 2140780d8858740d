// The reading end of a page: one parse a text, and problems that say where.
import { describe, expect, it } from 'vitest';
import { createSharedParse } from '../../src/client/shared-parse.ts';

const pong = (previousRevision: number): string => JSON.stringify({ type: 'pong', previousRevision });

describe('shared parse', () => {
  it('gives the same object for the same text', () => {
    const parse = createSharedParse();
    const first = parse.message(pong(1));
    expect(first).toEqual({ ok: true, value: { type: 'pong', previousRevision: 1 } });
    expect(parse.message(pong(1))).toBe(first);
    expect(parse.message(pong(2))).not.toBe(first);
  });

  it('forgets texts that are long ago', () => {
    const parse = createSharedParse();
    const first = parse.message(pong(0));
    for (let revision = 1; revision <= 100; revision++) parse.message(pong(revision));
    expect(parse.message(pong(0))).not.toBe(first);
    expect(parse.message(pong(0))).toEqual(first);
  });

  it.each([
    { text: 'noise', problem: /not JSON/ },
    { text: '[]', problem: /At type/ },
    { text: '3', problem: /Object/ },
    { text: '{"type":"surprise"}', problem: /type/ },
    { text: '{"type":"pong","previousRevision":-1}', problem: /previousRevision/ },
    { text: '{"type":"delta","data":{"all_affected_rows":[{}]}}', problem: /all_affected_rows\.0\.table_name/ },
  ])('says what is wrong with $text', ({ text, problem }) => {
    expect(createSharedParse().message(text)).toEqual({ ok: false, problem: expect.stringMatching(problem) });
  });
});
