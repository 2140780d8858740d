// Permissions, rows and sessions drawn by chance: everything the language can compare, nulls in every operand.
import fc from 'fast-check';
import type { JsonObject, JsonValue } from '../../src/base/json.ts';

export interface PermissionCase {
  readonly permission: string;
  readonly rows: readonly JsonObject[];
  readonly sessions: readonly JsonObject[];
}

/** The schema with this query permission. */
export function schemaOf(permission: string): string {
  return `type Level = Low | Mid { code Int } | High { code Int, area String? }

session {
    uid   Int
    team  Int?
    name  String
    nick  String?
    ratio Float
    cut   Float?
    ok    Bool
    maybe Bool?
    since DateTime
    plan  Level
    plan2 Level?
    nums  Json<List<Int>>
    numsN Json<List<Int>>?
    texts Json<List<String>>
}

record Entry {
    @allow(query) { ${permission} }
    @allow(insert, update, delete) { True }

    id     Int @id
    owner  Int
    team   Int?
    title  String
    nick   String?
    score  Float
    bonus  Float?
    open   Bool
    flag   Bool?
    seen   DateTime
    level  Level
    level2 Level?
}
`;
}

type Kind = 'int' | 'text' | 'float' | 'bool' | 'time' | 'level';

const columns: Readonly<Record<Kind, readonly string[]>> = {
  int: ['owner', 'team', 'level.Mid.code', 'level.High.code', 'level2.Mid.code'],
  text: ['title', 'nick', 'level.High.area', 'level2.High.area'],
  float: ['score', 'bonus'],
  bool: ['open', 'flag'],
  time: ['seen'],
  level: ['level', 'level2'],
};

const sessionPaths: Readonly<Record<Kind, readonly string[]>> = {
  int: ['uid', 'team', 'plan.Mid.code', 'plan2.High.code'],
  text: ['name', 'nick', 'plan.High.area'],
  float: ['ratio', 'cut'],
  bool: ['ok', 'maybe'],
  time: ['since'],
  level: ['plan', 'plan2'],
};

const INTS = [0, 1, 2, 3];
const TEXTS = ['', 'a', 'A', 'b', '1', 'größe', '\u{1F600}', '\uFFFD'];
const FLOATS = [0, 0.5, 1, 1.5, 2];
const TIMES = [1_700_000_000, 1_700_000_050];

const literals: Readonly<Record<Kind, readonly string[]>> = {
  int: [...INTS.map(String), 'null'],
  text: [...TEXTS.map((text) => `"${text}"`), 'null'],
  float: ['1.5', '2.5', 'null'],
  bool: ['True', 'False', 'null'],
  time: ['null'],
  level: ['Low', 'Mid', 'High', 'null'],
};

const nullable = (path: string): boolean => /^(team|nick|bonus|flag|level2|cut|maybe|plan2)$|area$/.test(path);

const kinds: readonly Kind[] = ['int', 'text', 'float', 'bool', 'time', 'level'];

/** One comparison: a column or session value on the left, a literal or session value on the right. */
const comparison = fc.constantFrom(...kinds).chain((kind) => {
  const left = fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom(...columns[kind]).map((path) => ({ text: path, path })) },
    { weight: 1, arbitrary: fc.constantFrom(...sessionPaths[kind]).map((path) => ({ text: `Session.${path}`, path })) },
  );
  const right = fc.oneof(
    fc.constantFrom(...literals[kind]),
    fc.constantFrom(...sessionPaths[kind]).map((path) => `Session.${path}`),
  );
  const operators = kind === 'level' ? ['==', '!='] : ['==', '!=', '<', '<=', '>', '>='];
  return fc.tuple(left, fc.constantFrom(...operators), right).map(([{ text, path }, operator, value]) => {
    const mayBeNull = nullable(path) && (operator === '==' || operator === '!=');
    return `${text} ${operator} ${value === 'null' && !mayBeNull ? `Session.${sessionPaths[kind][0]}` : value}`;
  });
});

const membership = fc
  .oneof(
    fc.tuple(fc.constantFrom(...columns.int), fc.constantFrom('nums', 'numsN')),
    fc.tuple(fc.constantFrom(...columns.text), fc.constant('texts')),
  )
  .map(([path, list]) => `${path} in Session.${list}`);

const { permission } = fc.letrec<{ permission: string }>((tie) => ({
  permission: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    { weight: 4, arbitrary: comparison },
    { weight: 1, arbitrary: membership },
    { weight: 1, arbitrary: fc.constantFrom('True', 'False') },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.constantFrom('And', 'Or'), fc.array(tie('permission'), { minLength: 2, maxLength: 3 }))
        .map(([word, parts]) => `${word}(${parts.join(', ')})`),
    },
  ),
}));

const orNull = <Value extends JsonValue>(arbitrary: fc.Arbitrary<Value>): fc.Arbitrary<Value | null> =>
  fc.option(arbitrary, { nil: null, freq: 2 });

const int = fc.constantFrom(...INTS);
const text = fc.constantFrom(...TEXTS);
const float = fc.constantFrom(...FLOATS);
const time = fc.constantFrom(...TIMES);
const bit = fc.constantFrom(0, 1);
const tag = fc.constantFrom('Low', 'Mid', 'High');

/** Physical columns; payload of other variants may be stale. */
export const rowColumns = fc.record({
  owner: int,
  team: orNull(int),
  title: text,
  nick: orNull(text),
  score: float,
  bonus: orNull(float),
  open: bit,
  flag: orNull(bit),
  seen: time,
  level: tag,
  level__code: orNull(int),
  level__area: orNull(text),
  level2: orNull(tag),
  level2__code: orNull(int),
  level2__area: orNull(text),
});

const level = fc.oneof(
  fc.constant({ _type: 'Low' }),
  fc.record({ _type: fc.constant('Mid'), code: int }),
  fc.record({ _type: fc.constant('High'), code: int, area: orNull(text) }),
);

const session = fc.record({
  uid: int,
  team: orNull(int),
  name: text,
  nick: orNull(text),
  ratio: float,
  cut: orNull(float),
  ok: fc.boolean(),
  maybe: orNull(fc.boolean()),
  since: time,
  plan: level,
  plan2: orNull(level),
  nums: fc.array(int, { maxLength: 3 }),
  numsN: orNull(fc.array(int, { maxLength: 3 })),
  texts: fc.array(text, { maxLength: 3 }),
});

/** Rows get their place as id. */
export const permissionCase: fc.Arbitrary<PermissionCase> = fc.record({
  permission,
  rows: fc
    .array(rowColumns, { minLength: 4, maxLength: 10 })
    .map((rows) => rows.map((columns, index): JsonObject => ({ id: index + 1, ...columns, updatedAt: 1 }))),
  sessions: fc.array(session, { minLength: 3, maxLength: 6 }),
});
