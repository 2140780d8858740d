// The door itself: values cross unharmed, and a broken engine is replaced once, then reported.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { JsonValue } from '../../src/base/json.ts';
import type { ChangedRow, Engine } from '../../src/engine/engine.ts';
import { EngineInputError, EngineTrap } from '../../src/engine/engine.ts';
import { loadEngine } from '../../src/engine/load.ts';
import { Bench } from './database.ts';
import { testEngine } from './load-engine.ts';
import { trappingModule } from './trapping-module.ts';

const schema = `session {
    userId Int
}

record Box {
    @allow(query) { ownerId == Session.userId }
    @allow(insert, update, delete) { True }

    id      Int @id
    ownerId Int
    thing   Json?
}
`;

const change = (thing: JsonValue, id: JsonValue = 1): ChangedRow => ({
  table_name: 'boxes',
  headers: ['id', 'ownerId', 'thing', 'updatedAt'],
  row: [id, 7, thing, 0],
  stamp: 1,
});

function echo(engine: Engine, thing: JsonValue): JsonValue | undefined {
  return engine.calculate_sync_deltas([change(thing)], { one: { userId: 7 } }).all_affected_rows[0]?.row['thing'];
}

const nested = (depth: number): JsonValue => (depth === 0 ? 1 : [nested(depth - 1)]);

describe('values cross the boundary as they are', () => {
  test.each<{ name: string; value: JsonValue }>([
    { name: 'the largest exact integers', value: [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, -1] },
    { name: 'fractions', value: [0.1, 1 / 3, 1e-7, 5e-324, 1.7976931348623157e308, 123456789.12345679] },
    {
      name: 'text in every plane',
      value: ['', 'größe', '漢字', '\u{1F600}', '"\\/\b\f\n\r\t\u0000\u001f\u007f\u2028'],
    },
    { name: 'half a surrogate pair', value: ['\ud83d', '\ude00x', 'x\ud83dy'] },
    { name: 'the words', value: [true, false, null] },
    { name: 'empty things', value: [{}, [], '', { '': {} }] },
    { name: 'a thousand levels', value: nested(1000) },
  ])('$name', async ({ value }) => {
    const { engine } = await Bench.open(schema);
    expect(echo(engine, value)).toEqual(value);
  });

  test('whatever the document', async () => {
    const { engine } = await Bench.open(schema);
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        expect(echo(engine, value as JsonValue)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });

  test('a large answer', async () => {
    const { engine } = await Bench.open(schema);
    const rows = Array.from({ length: 20_000 }, (_, id) => change('x'.repeat(50), id));
    expect(engine.calculate_sync_deltas(rows, { one: { userId: 7 } }).all_affected_rows).toHaveLength(20_000);
  });

  test('calls without end do not fill the memory', async () => {
    const { engine } = await Bench.open(schema);
    const rows = Array.from({ length: 100 }, (_, id) => change('x'.repeat(200), id));
    engine.connect_session('one', { userId: 7 });
    for (let turn = 0; turn < 2000; turn++) {
      engine.calculate_registered_deltas(rows);
      engine.collect();
    }
    expect(engine.calculate_registered_deltas(rows).groups).toHaveLength(1);
  });
});

describe('no input makes the engine break', () => {
  const noise = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('boxes', 'one', 'query', null, -1, 1e300),
  );

  test('whatever is handed to whichever call', async () => {
    const { engine } = await Bench.open(schema);
    const calls = Object.entries(engine).filter(
      (entry): entry is [string, (...args: unknown[]) => unknown] => typeof entry[1] === 'function',
    );
    fc.assert(
      fc.property(fc.constantFrom(...calls), fc.array(noise, { minLength: 4, maxLength: 4 }), ([, call], args) => {
        expect(() => answerTo(call, args)).not.toThrow();
      }),
      { numRuns: 3000 },
    );
    expect(calls.length).toBeGreaterThan(15);
  });

  test('a document too deep for SQLite is refused without harm', async () => {
    const { engine } = await Bench.open(schema);
    engine.calculate_sync_deltas([change(nested(2000))], { one: { userId: 7 } });
    expect(echo(engine, 1)).toBe(1);
  });
});

/** What a call answers; input that does not fit may be refused by name. */
function answerTo(call: (...args: unknown[]) => unknown, args: readonly unknown[]): unknown {
  try {
    return call(...args);
  } catch (error) {
    if (error instanceof EngineInputError) return error.message;
    throw error;
  }
}

/** A change that breaks the calls that it is handed to, so many times. */
function breaking(times: number): ChangedRow {
  let left = times;
  return {
    ...change(1),
    get stamp(): number {
      if (left-- > 0) throw new Error('broken');
      return 1;
    },
  };
}

describe('a broken engine', () => {
  test('is replaced, knows the schema and the sessions again, and the call is made once more', async () => {
    const { engine } = await Bench.open(schema);
    engine.connect_session('one', { userId: 7 });
    expect(engine.calculate_registered_deltas([breaking(1)])).toEqual(engine.calculate_registered_deltas([change(1)]));
  });

  test('that breaks twice is reported, and the next call finds all in order', async () => {
    const { engine } = await Bench.open(schema);
    engine.connect_session('one', { userId: 7 });
    expect(() => engine.calculate_registered_deltas([breaking(2)])).toThrow(EngineTrap);
    expect(engine.calculate_registered_deltas([change(1)]).groups).toHaveLength(1);
  });

  test('whose every call traps is reported by the name of the call', async () => {
    const engine = await loadEngine(trappingModule());
    expect(() => engine.sql_is_initialized()).toThrow(new EngineTrap('the engine broke in sql_is_initialized'));
  });

  test('two engines share nothing', async () => {
    const one = (await Bench.open(schema)).engine;
    const other = await testEngine();
    one.connect_session('one', { userId: 7 });
    expect(other.calculate_registered_deltas([change(1)])).toEqual({ all_affected_rows: [], groups: [] });
  });
});
