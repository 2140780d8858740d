// Verdicts in bulk over every shape a rule can have: they agree with the explanation, which speaks in the schema's words [PERM-1].
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import type { Explanation, SourceFile } from '../../src/protocol/control.ts';
import type { Server } from '../../src/server/server.ts';
import { openServer } from './open-server.ts';

const HEAD = `session {
    userId Int
    since  DateTime
    teams  Json<List<Int>>?
    scope  Scope
}

type Scope
   = Everything
   | Only { shelf Int }

type State
   = Open
   | Shut { quiet Bool, by Int? }
`;

/** One record under a rule, and one beside it that rules may link to. */
const sourcesWith = (rule: string): readonly SourceFile[] => [
  {
    path: 'schema.pyre',
    source: `${HEAD}
record Note {
    @allow(query) { ${rule} }
    @allow(insert, update, delete) { True }

    id    Id.Uuid   @id
    owner Int
    team  Int?
    open  Bool
    due   DateTime?
    state State
    shelf Shelf.id

    on @link(shelf, Shelf.id)
}

record Shelf {
    @allow(query, insert, update, delete) { True }

    id     Id.Int @id
    keeper Int
}
`,
  },
];

const RULES: readonly (readonly [what: string, rule: string])[] = [
  ['a comparison with the session', 'owner == Session.userId'],
  ['everybody', 'True'],
  ['nobody', 'False'],
  ['null', 'team == null'],
  ['not null', 'team != null'],
  ['a comparison that may be unknown', 'team == Session.userId'],
  ['an inequality that may be unknown', 'team != Session.userId'],
  ['in a list of the session', 'team in Session.teams'],
  ['a date against the session', 'due >= Session.since'],
  ['a variant', 'state == Open'],
  ['a payload', 'state.Shut.quiet == True'],
  ['a payload that may be null', 'state.Shut.by == Session.userId'],
  ['a payload of the session', 'owner == Session.scope.Only.shelf'],
  ['parts of parts', 'And(Or(owner == Session.userId, open == True), team != null)'],
];

const rows: readonly (readonly [string, ...unknown[]])[] = [
  ['n-1', 1, null, 1, null, 'Open', null, null, 1],
  ['n-2', 2, 1, 0, 1_700_000_000, 'Shut', 1, null, 1],
  ['n-3', 3, 2, 1, 1_800_000_000, 'Shut', 0, 2, 2],
  ["n-4'; --", 1, 3, 0, null, 'Shut', 1, 1, 2],
];

const sessions: readonly JsonObject[] = [
  { userId: 1, since: 1_750_000_000, teams: [1, 2], scope: { _type: 'Everything' } },
  { userId: 2, since: 0, teams: null, scope: { _type: 'Only', shelf: 1 } },
  { userId: 3, since: 1_900_000_000, teams: [], scope: { _type: 'Only', shelf: 3 } },
];

async function stage(rule: string): Promise<Server> {
  const { server, storage } = await openServer({ sources: sourcesWith(rule) });
  storage.transaction((transaction) => {
    transaction.all('insert into shelves (id, keeper) values (1, 1), (2, 2)');
    for (const [id, owner, team, open, due, state, quiet, by, shelf] of rows) {
      transaction.all(
        `insert into notes (id, owner, team, open, due, state, state__quiet, state__by, shelf)
         values ($id, $owner, $team, $open, $due, $state, $quiet, $by, $shelf)`,
        Object.fromEntries(
          Object.entries({ id, owner, team, open, due, state, quiet, by, shelf }).map(([name, value]) => [
            `$${name}`,
            typeof value === 'number' || typeof value === 'string' ? value : null,
          ]),
        ),
      );
    }
  });
  return server;
}

const keys = rows.map(([key]) => key);

function explained(server: Server, key: string, session: JsonObject): Explanation {
  const answer = server.control.explain('notes', key, session);
  if (!answer.ok || !answer.value) throw new Error(answer.ok ? `there is no ${key}` : answer.message);
  return answer.value;
}

function allowed(server: Server, wanted: readonly string[] | null): readonly (readonly unknown[])[] {
  const answer = server.inspection.verdicts({
    table: 'notes',
    sessions: [...sessions],
    keys: wanted && [...wanted],
  });
  if (!answer.ok) throw new Error(answer.message);
  return answer.value.listOf.map((place) => answer.value.lists[place] ?? []);
}

describe.each(RULES)('a rule of %s', (_, rule) => {
  test('is judged alike in bulk, by keys, and in the explanation', async () => {
    const server = await stage(rule);
    const expected = sessions.map((session) =>
      keys.filter((key) => explained(server, key, session).verdict === 'true'),
    );
    expect(allowed(server, null)).toEqual(expected);
    expect(allowed(server, keys)).toEqual(expected);
    const [first = ''] = keys;
    expect(allowed(server, [first])).toEqual(expected.map((list) => list.filter((key) => key === first)));
  });

  test('is explained in the words of the schema', async () => {
    const server = await stage(rule);
    for (const session of sessions) {
      for (const key of keys) {
        const operands = leavesOf(explained(server, key, session)).flatMap((leaf) => leaf.operands);
        for (const { text } of operands) expect(rule).toContain(text.replace('Session.scope ==', ''));
        expect(operands.map(({ text }) => text).join()).not.toMatch(/session_|__/);
      }
    }
  });
});

function leavesOf(explanation: Explanation): readonly Explanation[] {
  return explanation.parts.length === 0 ? [explanation] : explanation.parts.flatMap(leavesOf);
}
