// The pure parts of the query panel: SQL for reading, requests as text, outcomes, comparisons, the history.
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RunAnswer } from '../../src/client/client.ts';
import type { QueryAnswer, QueryOperation } from '../../src/protocol/catalog.ts';
import { differenceOf, differenceWords, rowNames } from '../../src/ui/query/compare.ts';
import { createHistory, RUNS_KEPT, type PastRun, type Shelf } from '../../src/ui/query/history.ts';
import { obstacleOf, outcomeOf, outcomeSentence } from '../../src/ui/query/outcome.ts';
import { formatSql } from '../../src/ui/query/sql-text.ts';
import { timeMeant } from '../../src/ui/query/times.ts';
import { schema } from './still-world.ts';
import { curlText, fetchText } from '../../src/ui/query/take-along.ts';

describe('SQL for reading', () => {
  const SHAPES: readonly (readonly [string, string])[] = [
    ['select 1', 'select 1'],
    ['select a, b from t where x = 1', 'select a, b\nfrom t\nwhere x = 1'],
    [
      'update "posts" set "title" = $title where ("posts"."id" = $id) and ("posts"."authorUserId" = $session_userId) returning json_object(\'title\', "posts"."title", \'content\', "posts"."content", \'id\', "posts"."id") as "post"',
      'update "posts"\nset "title" = $title\nwhere ("posts"."id" = $id) and ("posts"."authorUserId" = $session_userId)\nreturning json_object(\n  \'title\', "posts"."title", \'content\', "posts"."content", \'id\', "posts"."id"\n) as "post"',
    ],
    ['select \'from; where\' as "a from b"', 'select \'from; where\' as "a from b"'],
  ];
  test.each(SHAPES)('%s', (sql, formatted) => {
    expect(formatSql(sql)).toBe(formatted);
  });

  const words = fc.constantFrom('select', 'from', '(', ')', ',', 'a', '"b c"', "'it''s (x)'", 'and', 'where', '$x', '<=', '->>', '1.5', ';', '--'); // prettier-ignore
  test('nothing but white space changes, whatever the text', () => {
    fc.assert(
      fc.property(fc.array(words, { maxLength: 60 }), (tokens) => {
        const sql = tokens.join(' ');
        expect(bare(formatSql(sql))).toBe(bare(sql));
      }),
    );
  });
});

/** Without white space outside texts. */
function bare(sql: string): string {
  return sql.replaceAll(/('(?:[^']|'')*'|"(?:[^"]|"")*")|\s+/g, '$1');
}

describe('requests as text', () => {
  test('quotes survive a shell', () => {
    const text = curlText('UpdatePost', { id: 7, title: "It's 5 o'clock" });
    expect(text).toContain('"$SERVER/db/UpdatePost?sessionId=$SESSION"');
    expect(text).toContain(`-d '{"id":7,"title":"It'\\''s 5 o'\\''clock"}'`);
  });

  test('the call of fetch is a program that asks the same', async () => {
    const asked: unknown[] = [];
    const fetch = async (url: string, init: { body: string }) => {
      asked.push(url, JSON.parse(init.body));
      return { json: async () => ({}) };
    };
    const source = fetchText('UpdatePost', { id: 7, title: '`${x}`' });
    const around = { fetch, server: 'http://here', session: 'abc', console: { log: () => undefined } };
    await runInNewContext(`(async () => {${source}})()`, around);
    expect(asked).toEqual(['http://here/db/UpdatePost?sessionId=abc', { id: 7, title: '`${x}`' }]);
  });
});

describe('[PERM-2] what an empty answer means', () => {
  const empty = (revision: number | null): RunAnswer => ({ ok: true, answer: { post: [] }, revision });
  const CASES: readonly (readonly [string, QueryOperation, RunAnswer, number | null, string])[] = [
    ['a query', 'query', empty(null), null, 'rows'],
    ['a write when the revision stood still', 'update', empty(7), 7, 'nothing'],
    ['a write when the revision moved', 'update', empty(8), 7, 'hidden'],
    ['a write when the revision before is not known', 'update', empty(8), null, 'nothing'],
    ['a write that brought rows', 'delete', { ok: true, answer: { post: [{ id: 1 }] }, revision: 8 }, 7, 'rows'],
    ['a refusal', 'insert', { ok: false, error: { kind: 'InvalidInput', message: '' } }, 7, 'error'],
  ];
  test.each(CASES)('%s', (_, operation, answer, before, kind) => {
    expect(outcomeOf(operation, answer, { revision: before, obstacle: null }).kind).toBe(kind);
  });

  test('an update that took its row out of view is no denial', () => {
    expect(outcomeSentence({ kind: 'hidden' }, 'update', 'Ann')).toBe(
      'The write is committed, and the row left Ann’s view: no row comes back.',
    );
    expect(outcomeSentence({ kind: 'nothing' }, 'update', 'Ann')).toBe(
      'No row that Ann may update fits these arguments.',
    );
  });
});

describe('nothing reaches the server', () => {
  const refused: RunAnswer = { ok: false, error: { kind: 'Unavailable', message: 'The network failed.' } };
  const running = { phase: 'running', databaseEpoch: 'e', host: 'shared' } as const;

  test.each([
    ['offline', 'running', 'offline'],
    ['offline', 'stopped', 'offline'],
    ['live', 'stopped', 'stopped'],
    ['connecting', 'running', null],
    ['live', 'running', null],
  ] as const)('a client that is %s, a server that is %s: %s', (phase, server, obstacle) => {
    expect(obstacleOf({ phase }, server === 'stopped' ? { phase: server } : running)).toBe(obstacle);
    const outcome = outcomeOf('insert', refused, { revision: null, obstacle });
    expect(outcome).toEqual(obstacle ? { kind: obstacle } : { kind: 'error', error: 'Unavailable' });
  });

  test('is said with its mend', () => {
    expect(outcomeSentence({ kind: 'offline' }, 'insert', 'Ben')).toBe(
      'Ben is offline: nothing was sent. Bring it online, then run it again.',
    );
    expect(outcomeSentence({ kind: 'stopped' }, 'insert', 'Ben')).toBe(
      'The server is stopped: nobody took the request. Start it, then run it again.',
    );
  });
});

test('answers are compared row by row, repetitions counted', () => {
  const base = { post: [{ id: 1 }, { id: 2 }, { id: 2 }] };
  const told = (answer: QueryAnswer) => {
    const { more, less } = differenceOf(answer, base);
    return [differenceWords({ more, less }), rowNames(more), rowNames(less)];
  };
  expect(told(base)).toEqual(['the same', '', '']);
  expect(told({ post: [{ id: 2 }, { id: 3 }] })).toEqual(['1 more, 2 fewer', '3', '1, 2']);
  expect(told({ user: [{ id: 1, name: 'Ann' }] })).toEqual(['1 more, 3 fewer', 'Ann', '1, 2, 2']);
  expect(rowNames(base.post, 2)).toBe('1, 2, … 1 more');
});

test('a number is a time where every column of its name is one', () => {
  const table = (kind: 'dateTime' | 'int') => ({ columns: [{ name: 'at', type: '', valueType: { kind }, nullable: false }] }); // prettier-ignore
  const [known] = schema.tables;
  const tables = (...kinds: ('dateTime' | 'int')[]) => kinds.flatMap((kind) => (known ? [{ ...known, ...table(kind) }] : [])); // prettier-ignore
  expect(timeMeant(tables('dateTime'), 'at', 1_795_469_979)).toBe('2026-11-23 21:39:39 UTC');
  expect(timeMeant(tables('dateTime', 'int'), 'at', 1_795_469_979)).toBeNull();
  expect(timeMeant(tables('dateTime'), 'id', 1_795_469_979)).toBeNull();
  expect(timeMeant(tables('dateTime'), 'at', null)).toBeNull();
});

describe('history', () => {
  const run = (query: string, answer: PastRun['answer'] = []): Omit<PastRun, 'id'> => ({
    atMs: 1,
    clientId: 'client-1',
    clientName: 'Ann',
    query,
    queryId: 'q',
    operation: 'query',
    typed: null,
    args: {},
    outcome: { kind: 'rows', rows: 0 },
    durationMs: 2,
    answer,
  });
  const shelfWith = (text: string | null): Shelf & { text: string | null } => {
    const shelf = {
      text,
      getItem: () => shelf.text,
      setItem: (_: string, next: string) => void (shelf.text = next),
    };
    return shelf;
  };

  test('is kept over a reload, newest first, and bounded', () => {
    const shelf = shelfWith(null);
    const history = createHistory(shelf);
    for (let count = 1; count <= RUNS_KEPT + 2; count++) history.add(run(`Query${count}`));
    const again = createHistory(shelf).runs();
    expect(again.length).toBe(RUNS_KEPT);
    expect(again[0]?.query).toBe(`Query${RUNS_KEPT + 2}`);
    expect(new Set(again.map(({ id }) => id)).size).toBe(RUNS_KEPT);
  });

  test('an answer that is too long is shown until the reload', () => {
    const shelf = shelfWith(null);
    const history = createHistory(shelf);
    history.add(run('Long', 'x'.repeat(10_000)));
    expect(history.runs()[0]?.answer).toHaveLength(10_000);
    expect(createHistory(shelf).runs()[0]?.answer).toBeNull();
  });

  test.each(['{', '[{"id":1}]', '"x"'])('a shelf that holds %s is an empty one', (text) => {
    expect(createHistory(shelfWith(text)).runs()).toEqual([]);
  });

  test('a shelf that refuses keeps nothing and breaks nothing', () => {
    const refuse = () => {
      throw new Error('quota');
    };
    const history = createHistory({ getItem: refuse, setItem: refuse });
    history.add(run('Here'));
    expect(history.runs().length).toBe(1);
  });
});
