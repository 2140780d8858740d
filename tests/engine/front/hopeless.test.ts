// Text that is no Pyre, or too much of it: always answered, never a trap.
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { readCases } from '../../conformance/cases.ts';
import { testEngine } from '../load-engine.ts';
import { BLOG, diagnose, places, record } from './sources.ts';

const LEVELS = 10_000;
const nested = (open: string, inner: string, close: string): string =>
  open.repeat(LEVELS) + inner + close.repeat(LEVELS);
const allowed = (predicate: string): string => `record A {\n    @allow(*) { ${predicate} }\n    id Int @id\n}\n`;

describe('ten thousand levels', () => {
  test.each([
    ['conditions', allowed(nested('And(id == 1, ', 'id == 1', ')')), 'ParsingError 2'],
    ['exists', allowed(nested('exists a { ', 'id == 1', ' }')), 'ParsingError 2'],
    ['types', record(`x ${nested('Json<', 'Int', '>')}`), 'ParsingError 4'],
  ])('of %s are refused', async (_what, source, expected) => {
    expect(places(await diagnose(source)).map((place) => place.split(':')[0])).toEqual([expected]);
  });

  test.each([
    ['selections', `query Q { post ${nested('{ author ', '', '}')} }`],
    ['calls', `query Q { post { @where { title == ${nested('lower(', '"x"', ')')} } id } }`],
    ['variants', `update Q { post { status = ${nested('Live { by = ', '1', '}')} } }`],
    ['lists', `query Q { post { @where { id in ${nested('[', '1', ']')} } id } }`],
  ])('of %s are refused', async (_what, query) => {
    expect(places(await diagnose(BLOG, query)).map((place) => place.split(' ')[0])).toEqual(['ParsingError']);
  });

  test('of unions within unions are refused', async () => {
    const types = Array.from({ length: LEVELS }, (_, i) => `type T${i} = A { a T${i + 1}, b T${i + 1} } | B\n`);
    const source = `${types.join('')}type T${LEVELS} = Z\n${record('t T0')}`;
    expect(places(await diagnose(source)).map((place) => place.split(' ')[0])).toEqual(['InvalidTypeUsage']);
  });
});

describe('a megabyte', () => {
  test.each([
    ['of records', Array.from({ length: 9000 }, (_, i) => record('name String').replace('A', `A${i}`)).join(''), 0],
    ['of alternatives', allowed(Array.from({ length: 60_000 }, () => 'id == 1').join(' || ')), 0],
    ['of alternative lines', allowed(Array.from({ length: 60_000 }, () => 'id == 1').join('\n|| ')), 0],
    ['of mistakes', record(...Array.from({ length: 90_000 }, (_, i) => `c${i} Nope`)), 1000],
    ['of quotes', '"\n'.repeat(500_000), 1],
    ['of one text', `"${'x'.repeat(1_000_000)}`, 1],
    ['of braces', '{'.repeat(1_000_000), 1],
  ])('%s is answered', async (_what, source, count) => {
    expect(await diagnose(source)).toHaveLength(count);
  });
});

test('whatever is cut, doubled or swapped is answered, and formatting settles', async () => {
  const vectors = new URL('../../conformance/vectors/schema_verdicts.jsonl', import.meta.url).pathname;
  const words = readCases(vectors).map(({ data }) => String(data.source).match(/\s+|\w+|[^\s\w]/g) ?? []);
  const engine = await testEngine();
  const edits = fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat({ max: 3 })), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(fc.nat({ max: words.length - 1 }), fc.nat({ max: words.length - 1 }), edits, (one, two, changes) => {
      const text = [...(words[one] ?? [])];
      const other = words[two] ?? [];
      for (const [at, from, how] of changes) {
        const word = other[from % other.length] ?? '';
        text.splice(at % text.length, how === 0 ? 0 : how, ...(how === 3 ? [] : [word]));
      }
      const source = { path: 'schema.pyre', source: text.join('') };
      for (const { ranges, message, hint } of engine.check([source])) {
        expect(ranges.length).toBeGreaterThan(0);
        expect(`${message}${hint ?? ''}`).not.toMatch(/\{\d\}/);
      }
      const once = engine.format(source);
      expect(engine.format({ ...source, source: once })).toBe(once);
      engine.collect();
    }),
    { numRuns: 500 },
  );
});
