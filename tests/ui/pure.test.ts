// The pure halves of the panels: focus geometry, formats, the sentence of a verdict.
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../src/base/json.ts';
import type { SchemaAnswer } from '../../src/protocol/catalog.ts';
import type { Explanation } from '../../src/protocol/control.ts';
import { bytes, counted, duration, elapsed, listed, listedBy, sessionLine, short, typed } from '../../src/ui/format.ts';
import { speakerFor, whySentence } from '../../src/ui/row/why.ts';
import { copyState, stateOf } from '../../src/ui/row/state.ts';
import { columnsOf, moveFocus, type MoveKey } from '../../src/ui/tableau/roving.ts';
import { schema } from './still-world.ts';

test.each([
  ['ArrowRight', 0, 1],
  ['ArrowRight', 9, 9],
  ['ArrowLeft', 0, 0],
  ['ArrowDown', 1, 5],
  ['ArrowDown', 7, 7],
  ['ArrowDown', 5, 9],
  ['ArrowUp', 9, 5],
  ['ArrowUp', 2, 2],
  ['Home', 7, 0],
  ['End', 2, 9],
  ['PageDown', 0, 8],
  ['PageUp', 9, 1],
] as const satisfies readonly (readonly [MoveKey, number, number])[])(
  '%s from card %i of ten in lines of four: %i',
  (key, from, to) => {
    expect(moveFocus(key, from, 10, 4)).toBe(to);
  },
);

test.each([
  [[], 1],
  [[10], 1],
  [[10, 10, 10], 3],
  [[10, 10, 90, 90, 170], 2],
] as const)('cards with the top edges %j stand in lines of %i', (tops, columns) => {
  expect(columnsOf(tops)).toBe(columns);
});

test('of many only those that are told are asked for their names', () => {
  const asked: number[] = [];
  const nameOf = (number: number): string => {
    asked.push(number);
    return `client ${number}`;
  };
  const all = Array.from({ length: 1000 }, (_, index) => index + 1);
  expect(listedBy(all, nameOf)).toBe('client 1, client 2 and 998 more');
  expect(listedBy(all.slice(0, 3), nameOf, 2)).toBe('client 1 and 2 more');
  expect(listedBy(all.slice(0, 2), nameOf, 2)).toBe('client 1 and client 2');
  expect(asked).toEqual([1, 2, 1, 1, 2]);
});

test('numbers, times and names read well', () => {
  expect([bytes(640), bytes(4100), bytes(2_300_000)]).toEqual(['640 B', '4.1 kB', '2.3 MB']);
  expect([duration(0.4), duration(12.2), duration(1400)]).toEqual(['<1 ms', '12 ms', '1.4 s']);
  expect([elapsed(0), elapsed(67_250)]).toEqual(['0:00.000', '1:07.250']);
  expect([short('abcdef'), short('0123456789abcdef', 4)]).toEqual(['abcdef', '0123…cdef']);
  expect([counted(1, 'row'), counted(1200, 'row')]).toEqual(['1 row', '1,200 rows']);
  expect([listed([]), listed(['Ann']), listed(['Ann', 'Ben']), listed(['Ann', 'Ben', 'Cleo', 'Dara', 'Emil'])]).toEqual(
    ['nobody', 'Ann', 'Ann and Ben', 'Ann, Ben and 3 more'],
  );
  expect(typed(0, { kind: 'bool' })).toBe('False');
  expect(typed(1_772_357_400, { kind: 'dateTime' })).toBe('2026-03-01 09:30:00 UTC');
});

describe('[UI-11] why, in one sentence', () => {
  const leaf = (text: string, verdict: Explanation['verdict'], operands: Readonly<Record<string, JsonValue>>) => ({
    text,
    verdict,
    operands: Object.entries(operands).map(([name, value]) => ({ text: name, value })),
    parts: [],
  });
  const whole = (verdict: Explanation['verdict'], ...parts: Explanation[]): Explanation => ({
    text: 'the whole rule',
    verdict,
    operands: [],
    parts,
  });
  const mine = leaf('authorUserId == Session.userId', 'false', { authorUserId: 3, 'Session.userId': 2 });
  const open = leaf('published == True', 'true', { published: true });
  const guarded = (verdict: Explanation['verdict'], guard: Explanation['verdict'], value: JsonValue): Explanation => ({
    ...leaf('state.Shut.quiet == True', verdict, { 'state.Shut.quiet': value }),
    parts: [leaf('state == Shut', guard, { state: 'Open' })],
  });
  const SENTENCES: readonly (readonly [string, Explanation, string])[] = [
    ['both sides of an or that failed', whole('false', mine, { ...open, verdict: 'false', operands: [{ text: 'published', value: false }] }), 'cannot see posts 7: authorUserId is 3, Session.userId is 2; published is False.'], // prettier-ignore
    ['the side that made it true', whole('true', mine, open), 'can see posts 7: published is True.'],
    ['the side of an and that failed', whole('false', mine, open), 'cannot see posts 7: authorUserId is 3, Session.userId is 2.'], // prettier-ignore
    ['what is not known', leaf('', 'unknown', { team: null, 'Session.userId': 2 }), 'cannot see posts 7: team is null, Session.userId is 2 (null compares with nothing).'], // prettier-ignore
    ['another variant', guarded('false', 'false', null), 'cannot see posts 7: state is Open.'],
    [
      'the payload of the right variant',
      guarded('false', 'true', false),
      'cannot see posts 7: state.Shut.quiet is False.',
    ],
    ['a rule without operands', leaf('False', 'false', {}), 'cannot see posts 7: the rule is False.'],
    ['a reason twice', whole('false', mine, mine), 'cannot see posts 7: authorUserId is 3, Session.userId is 2.'],
  ];
  test.each(SENTENCES)('%s', (_, explanation, sentence) => {
    expect(whySentence('Ben', 'posts 7', explanation, speakerFor(schema, 'posts'))).toBe(`Ben ${sentence}`);
  });

  test('times read as times', () => {
    const due: SchemaAnswer['session'] = [{ name: 'since', type: { kind: 'dateTime' }, nullable: false }];
    const rule = leaf('at >= Session.since', 'false', { 'Session.since': 1_700_000_000 });
    expect(whySentence('Ben', 'posts 7', rule, speakerFor({ ...schema, session: due }, 'posts'))).toBe(
      'Ben cannot see posts 7: Session.since is 2023-11-14 22:13:20 UTC.',
    );
  });
});

test.each([
  [true, 'true', 'held'],
  [false, 'true', 'allowed, not delivered yet'],
  [true, 'false', 'held, no longer permitted'],
  [false, 'false', 'not permitted'],
  [false, 'unknown', 'not permitted'],
] as const)('[UI-4] held %s under the verdict %s: %s', (held, verdict, word) => {
  expect(stateOf(held, { text: '', verdict, operands: [], parts: [] }).word).toBe(word);
});

const now = { id: 1, title: 'Embers' };
const before = { id: 1, title: 'Ember' };

test.each([
  ['held as it is', { ...now, _pyre_stamp: 5 }, now, 'true', 'current'],
  ['held as it was', before, now, 'true', 'older'],
  [
    'a union that travels in another shape',
    { ...now, kind: { _type: 'Note' } },
    { ...now, kind: 'Note' },
    'true',
    'current',
  ],
  ['not held, allowed', null, now, 'true', 'waiting'],
  ['not held, forbidden', null, now, 'false', 'denied'],
  ['not held, verdict unknown to SQL', null, now, 'unknown', 'denied'],
  ['held, forbidden', now, now, 'false', 'overstayed'],
  ['held, gone from the server', now, null, null, 'overstayed'],
  ['not held, not judged yet', null, now, null, 'absent'],
  ['held, not judged yet', now, now, null, 'current'],
] as const)('[UI-4] %s', (_what, held, server, verdict, name) => {
  const row = server && { values: { ...server }, stamp: null };
  expect(copyState({ held, server: row }, verdict).name).toBe(name);
});

test('[UI-4] a union that changed is told by its stamp', () => {
  const held = { id: 1, kind: { _type: 'Note' }, _pyre_stamp: 5 };
  const server = { values: { id: 1, kind: 'Task' }, stamp: 6 };
  expect(copyState({ held, server }, 'true').name).toBe('older');
  expect(copyState({ held, server: { ...server, stamp: 5 } }, 'true').name).toBe('current');
});

test.each([
  [null, 'no session yet'],
  [{ userId: 3, role: 'user' }, 'userId 3 · role user'],
  [{ role: { _type: 'Member' }, channels: [1, 2], teams: [] }, 'role Member · channels 1, 2 · teams none'],
  [{ role: { _type: 'Guest', invitedBy: 'Ann' }, more: null }, 'role Guest (invitedBy Ann) · more null'],
])('the session %j reads %s', (session, line) => {
  expect(sessionLine(session)).toBe(line);
});
