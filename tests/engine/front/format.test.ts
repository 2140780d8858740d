// The formatter: canonical text, once and for all; comments stay; broken text stays as it is.
import { describe, expect, test } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { testEngine } from '../load-engine.ts';
import { readCases, readVectors } from '../../conformance/cases.ts';
import { fixture } from '../../conformance/fixtures.ts';
import { BLOG } from './sources.ts';

async function format(path: string, source: string, schema = ''): Promise<string> {
  const engine = await testEngine();
  return engine.format({ path, source }, schema === '' ? [] : [{ path: 'schema.pyre', source: schema }]);
}

const schemas: readonly (readonly [what: string, source: string, expected: string])[] = [
  [
    'lines up names, types and directives in each run',
    'record A {\n  @public\n  id Int @id\n  title String? @unique\n\n\n  n Int @index\n}\n',
    'record A {\n    @public\n\n    id    Int     @id\n    title String? @unique\n\n\n    n Int @index\n}\n',
  ],
  [
    'puts directives in order and links last',
    'record A {\n  id Int @id\n  up @link(id,A.id)\n  @index(id)\n  @allow(delete) { False }\n  @timestamps\n  @allow(query,insert,update) { id=1 }\n  @tablename("x")\n}\n',
    'record A {\n    @tablename("x")\n    @allow(query, insert, update) { id == 1 }\n    @allow(delete) { False }\n    @timestamps\n    @index(id asc)\n\n    id Int @id\n\n    up @link(A.id)\n}\n',
  ],
  [
    'spells alternatives out and gives each condition a line',
    'record A {\n  @allow(*) { id == 1 || id == 2, id != 3 }\n  id Int @id\n}\n',
    'record A {\n    @allow(*) {\n        Or(\n            id == 1,\n            id == 2,\n        )\n        id != 3\n    }\n\n    id Int @id\n}\n',
  ],
  [
    'keeps payloads inline that were',
    'type T = A|B{x Int,y String?}|C {\n  z Int\n}\n',
    'type T\n   = A\n   | B { x Int, y String? }\n   | C {\n        z Int\n     }\n',
  ],
  [
    'keeps comments where they speak',
    '// top\nrecord A { // head\n  // key\n  id Int @id // the id\n\n  // note\n\n  // more\n  @public\n  // tail\n}\n// end',
    '// top\nrecord A {\n    // note\n\n    // more\n    @public\n\n    // head\n    // key\n    id Int @id // the id\n    // tail\n}\n\n// end\n',
  ],
  [
    'adds the way back of a link',
    'record A {\n  @public\n  id Int @id\n}\n\nrecord B {\n  @public\n  id Int @id\n  aId Int\n  a @link(aId, A.id)\n}\n',
    'record A {\n    @public\n\n    id Int @id\n\n    bs @link(B.aId)\n}\n\nrecord B {\n    @public\n\n    id  Int @id\n    aId Int\n\n    a @link(aId, A.id)\n}\n',
  ],
  ['leaves broken text alone', 'record A {\n  id  Int @idd\n}\n', 'record A {\n  id  Int @idd\n}\n'],
  ['makes two line ends of nothing', '  \n', '\n\n'],
];

test.each(schemas)('a schema: %s', async (_what, source, expected) => {
  expect(await format('schema.pyre', source)).toBe(expected);
});

const queries: readonly (readonly [what: string, source: string, expected: string])[] = [
  [
    'puts arguments first and infers the types of parameters',
    'query Q($id, $n) { post { id author {name} @where { id==$id } @sort(id,desc) @limit($n) } }',
    'query Q($id: Int, $n: Int) {\n    post {\n        @limit($n)\n        @sort(id, Desc)\n        @where { id == $id }\n\n        id\n        author {\n            name\n        }\n    }\n}\n\n',
  ],
  [
    'lines up assignments and unfolds payloads',
    'update U { post { title="x" authorId=1 status=Live { since=now(), by="x" } id } }',
    'update U {\n    post {\n        title    = "x"\n        authorId = 1\n        status   = Live {\n            since = now()\n            by = "x"\n        }\n        id\n    }\n}\n\n',
  ],
  [
    'separates operations by a line',
    '\n\nquery A { user { id } }\nquery B { u: user { * } }\n// end',
    'query A {\n    user {\n        id\n    }\n}\n\nquery B {\n    u: user {\n        *\n    }\n}\n\n// end\n\n',
  ],
];

test.each(queries)('a query: %s', async (_what, source, expected) => {
  expect(await format('queries/q.pyre', source, BLOG)).toBe(expected);
});

describe('twice is once', () => {
  const vectors = new URL('../../conformance/vectors/', import.meta.url).pathname;
  const sources = [
    ...readCases(`${vectors}schema_verdicts.jsonl`).map(({ id, data }) => [id, String(data.source)] as const),
    ...Object.keys(readVectors('fixtures.json')).map((name) => [name, fixture(name).source] as const),
  ];

  test('for every recorded schema; comments are kept', async () => {
    const engine = await testEngine();
    const failing: string[] = [];
    for (const [id, source] of sources) {
      const once = engine.format({ path: 'schema.pyre', source });
      if (engine.format({ path: 'schema.pyre', source: once }) !== once) failing.push(`${id} changes again`);
      if (commentsOf(once) !== commentsOf(source)) failing.push(`${id} loses comments`);
      engine.collect();
    }
    expect(failing).toEqual([]);
  });

  test('for every recorded query; ids stay', async () => {
    const engine = await testEngine();
    const failing: string[] = [];
    for (const { id, data } of readCases(`${vectors}query_verdicts.jsonl`)) {
      const schema = { path: 'schema.pyre', source: fixture(String(data.schema)).source };
      engine.set_schema({ tables: [], migration_state: null, schema_source: schema.source, links: [] });
      const source = String(data.query);
      const once = engine.format({ path: 'queries/q.pyre', source }, [schema]);
      if (engine.format({ path: 'queries/q.pyre', source: once }, [schema]) !== once)
        failing.push(`${id} changes again`);
      const idsOf = (text: string): string => {
        const compiled = engine.compile_queries([{ path: 'queries/q.pyre', source: text }]);
        return compiled.ok ? compiled.value.map((query) => query.id).join() : 'refused';
      };
      if (engine.check([schema, { path: 'queries/q.pyre', source }]).length === 0 && idsOf(source) !== idsOf(once)) {
        failing.push(`${id} becomes another`);
      }
      engine.collect();
    }
    expect(failing).toEqual([]);
  });

  test('for the demo', async () => {
    const folder = new URL('../../../schema/', import.meta.url).pathname;
    const schema = { path: 'schema.pyre', source: readFileSync(`${folder}schema.pyre`, 'utf8') };
    const engine = await testEngine();
    for (const name of readdirSync(`${folder}queries`)) {
      const source = readFileSync(`${folder}queries/${name}`, 'utf8');
      expect(engine.format({ path: `queries/${name}`, source }, [schema]).trimEnd()).toBe(source.trimEnd());
    }
  });
});

const commentsOf = (source: string): string =>
  [...source.matchAll(/\/\/.*/g)]
    .map(([comment]) => comment.trim())
    .toSorted()
    .join('\n');
