// A project whose permissions a seed draws: two linked tables, a text key, unions with payload, columns and session values that may be null.
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/base/json.ts';
import type { Random } from '../../src/base/random.ts';
import type { Row } from '../../src/protocol/rows.ts';
import type { SessionValues } from '../../src/protocol/session.ts';
import type { DrawnMutation, Keys, SimulatedProject, TableOracle, Variant } from './project.ts';

/** A rule three times: in the schema, as SQL, and as a function. */
interface Rule {
  readonly pyre: string;
  readonly sql: string;
  readonly sees: (row: Row, session: SessionValues) => boolean;
}

const ROLES = ['reader', 'editor'] as const;
const BADGES = [null, 'red', 'blue'] as const;
const TEAM_IDS = [1, 2, 3, 4].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);
const UNION_COLUMNS = ['since', 'reason', 'by'] as const;
const VARIANTS = 4;

/** What may be asked of a row of either table; nulls compare as values, as the language says. */
const OF_ALL: readonly Rule[] = [
  rule('True', 'true', () => true),
  rule('owner == Session.userId', 'owner is $userId', (row, session) => same(row['owner'], session['userId'])),
  rule('owner != Session.userId', 'owner is not $userId', (row, session) => !same(row['owner'], session['userId'])),
  rule('owner == null', 'owner is null', (row) => same(row['owner'], null)),
  rule('level > 2', 'level > 2', (row) => Number(row['level'] ?? 0) > 2),
  rule('level <= 2', 'level <= 2', (row) => same(row['level'] ?? 3, row['level']) && Number(row['level']) <= 2),
  rule('open == True', 'open = 1', (row) => row['open'] === 1),
  rule('state == Done', `state is 'Done'`, (row) => tagOf(row) === 'Done'),
  rule('state != Open', `state is not 'Open'`, (row) => tagOf(row) !== 'Open'),
  rule(
    'state.Waiting.since > 10',
    `(state = 'Waiting' and state__since > 10)`,
    (row) => tagOf(row) === 'Waiting' && Number(payload(row, 'since')) > 10,
  ),
  rule(
    'state.Waiting.reason == Session.role',
    `(state = 'Waiting' and state__reason is $role)`,
    (row, session) => tagOf(row) === 'Waiting' && same(payload(row, 'reason'), session['role']),
  ),
  rule(
    'state.Waiting.reason != Session.badge',
    `(state = 'Waiting' and state__reason is not $badge)`,
    (row, session) => tagOf(row) === 'Waiting' && !same(payload(row, 'reason'), session['badge']),
  ),
  rule(
    'state.Done.by == Session.userId',
    `(state = 'Done' and state__by is $userId)`,
    (row, session) => tagOf(row) === 'Done' && same(payload(row, 'by'), session['userId']),
  ),
  rule('Session.role == "editor"', `$role = 'editor'`, (_row, session) => session['role'] === 'editor'),
  rule('Session.badge != null', '$badge is not null', (_row, session) => !same(session['badge'], null)),
];
const OF_ITEMS: readonly Rule[] = [
  ...OF_ALL,
  rule('teamId == Session.teamId', 'teamId is $teamId', (row, session) => same(row['teamId'], session['teamId'])),
];
const OF_TEAMS: readonly Rule[] = [
  ...OF_ALL,
  rule('id == Session.teamId', 'id is $teamId', (row, session) => same(row['id'], session['teamId'])),
];

function rule(pyre: string, sql: string, sees: Rule['sees']): Rule {
  return { pyre, sql, sees };
}

function same(left: JsonValue | undefined, right: JsonValue | undefined): boolean {
  return (left ?? null) === (right ?? null);
}

function tagOf({ state }: Row): JsonValue {
  return isJsonObject(state) ? (state['_type'] ?? null) : null;
}

function payload({ state }: Row, name: string): JsonValue {
  return isJsonObject(state) ? (state[name] ?? null) : null;
}

/** One rule, or a few of them joined. */
function drawRule(random: Random, rules: readonly Rule[], depth: number): Rule {
  if (depth === 0 || random.fraction() < 0.3) return random.pick(rules);
  const parts = Array.from({ length: random.between(2, 3) }, () => drawRule(random, rules, depth - 1));
  const joined = (by: string): string => `(${parts.map(({ sql }) => sql).join(` ${by} `)})`;
  const listed = parts.map(({ pyre }) => pyre).join(', ');
  return random.fraction() < 0.5
    ? rule(`And(${listed})`, joined('and'), (row, session) => parts.every(({ sees }) => sees(row, session)))
    : rule(`Or(${listed})`, joined('or'), (row, session) => parts.some(({ sees }) => sees(row, session)));
}

function schemaOf(teams: Rule, items: Rule): string {
  const columns = `
    owner Int?
    level Int?
    open  Bool @default(False)`;
  return `session {
    userId Int
    role   String
    badge  String?
    teamId Team.id?
}

type State
   = Open
   | Waiting { since Int, reason String? }
   | Done { by Int }

record Team {
    @allow(query) { ${teams.pyre} }
    @allow(insert, update, delete) { True }

    id    Id.Uuid @id
    name  String
    state State${columns}

    items @link(Item.teamId)
}

record Item {
    @allow(query) { ${items.pyre} }
    @allow(insert, update, delete) { True }

    id     Int     @id
    label  String
    state  State?
    teamId Team.id${columns}

    team @link(teamId, Team.id)
}
`;
}

const QUERIES = `insert AddTeam($id: Team.id, $name: String, $state: State, $owner: Int?, $level: Int?, $open: Bool) {
    team {
        id    = $id
        name  = $name
        state = $state
        owner = $owner
        level = $level
        open  = $open
    }
}

insert AddTeamOfOne($id: Team.id, $name: String, $state: State, $owner: Int?, $level: Int?, $label: String) {
    team {
        id    = $id
        name  = $name
        state = $state
        owner = $owner
        level = $level
        items {
            label = $label
            state = $state
            owner = $owner
            level = $level
            id
        }
    }
}

insert AddItem($label: String, $state: State?, $teamId: Team.id, $owner: Int?, $level: Int?, $open: Bool) {
    item {
        label  = $label
        state  = $state
        teamId = $teamId
        owner  = $owner
        level  = $level
        open   = $open
        id
    }
}

update MoveItem($id: Int, $teamId: Team.id, $owner: Int?) {
    item {
        @where { id == $id }

        teamId = $teamId
        owner  = $owner
        id
    }
}

update SettleItem($id: Int, $state: State?, $level: Int?) {
    item {
        @where { id == $id }

        state = $state
        level = $level
        id
    }
}

update LabelItem($id: Int, $label: String) {
    item {
        @where { id == $id }

        label = $label
        id
    }
}

update OpenItems($teamId: Team.id, $open: Bool) {
    item {
        @where { teamId == $teamId }

        open = $open
        id
    }
}

update SettleTeam($id: Team.id, $state: State, $level: Int?) {
    team {
        @where { id == $id }

        state = $state
        level = $level
        id
    }
}

update RekeyTeam($id: Team.id, $newId: Team.id, $owner: Int?) {
    team {
        @where { id == $id }

        id    = $newId
        owner = $owner
    }
}

delete DropItem($id: Int) {
    item {
        @where { id == $id }

        id
    }
}

delete DropItems($teamId: Team.id) {
    item {
        @where { teamId == $teamId }

        id
    }
}

delete DropTeam($id: Team.id) {
    team {
        @where { id == $id }

        id
    }
}
`;

function drawVariant(random: Random): Variant {
  const teams = drawRule(random, OF_TEAMS, 2);
  const items = drawRule(random, OF_ITEMS, 2);
  return {
    sources: [
      { path: 'schema.pyre', source: schemaOf(teams, items) },
      { path: 'queries/all.pyre', source: QUERIES },
    ],
    tables: [oracle('teams', teams), oracle('items', items, 'label')],
  };
}

function oracle(name: string, { sql, sees }: Rule, once?: string): TableOracle {
  return { name, key: 'id', sees, where: sql, shape: shapeOf, ...(once === undefined ? {} : { once }) };
}

/** A union travels as one object, and lies in columns of its own. */
function shapeOf(row: Row): Row {
  const columns = Object.entries(row).filter(([name]) => !name.startsWith('state__'));
  const fields = UNION_COLUMNS.filter((name) => FIELDS[String(row['state'])]?.includes(name));
  const values = Object.fromEntries(fields.map((name) => [name, row[`state__${name}`] ?? null]));
  return {
    ...Object.fromEntries(columns),
    state: row['state'] === null ? null : { _type: row['state'] ?? null, ...values },
  };
}

const FIELDS: Readonly<Record<string, readonly string[]>> = { Open: [], Waiting: ['since', 'reason'], Done: ['by'] };

function drawState(random: Random): JsonObject {
  const way = random.between(0, 2);
  if (way === 0) return { _type: 'Open' };
  if (way === 1) return { _type: 'Done', by: random.between(1, 4) };
  return { _type: 'Waiting', since: random.pick([1, 10, 11, 50]), reason: random.pick([null, ...ROLES, 'red']) };
}

function drawMutation(random: Random, keys: Keys, text: string): DrawnMutation {
  const owner = random.pick([null, 1, 2, 3, 4]);
  const level = random.pick([null, 0, 2, 3]);
  const open = random.fraction() < 0.5;
  const [team, teamId, item] = [random.pick(TEAM_IDS), random.pick(TEAM_IDS), keys('items')];
  const state = drawState(random);
  const maybe = random.fraction() < 0.2 ? null : state;
  return random.pick<DrawnMutation>([
    { query: 'AddTeam', args: { id: team, name: text, state, owner, level, open } },
    { query: 'AddTeam', args: { id: team, name: text, state, owner, level, open } },
    { query: 'AddTeamOfOne', args: { id: team, name: text, label: text, state, owner, level } },
    { query: 'AddItem', args: { label: text, state: maybe, teamId, owner, level, open } },
    { query: 'AddItem', args: { label: text, state: maybe, teamId, owner, level, open } },
    { query: 'AddItem', args: { label: text, state: maybe, teamId, owner, level, open } },
    { query: 'MoveItem', args: { id: item, teamId, owner } },
    { query: 'MoveItem', args: { id: item, teamId, owner } },
    { query: 'SettleItem', args: { id: item, state: maybe, level } },
    { query: 'SettleItem', args: { id: item, state: maybe, level } },
    { query: 'OpenItems', args: { teamId, open } },
    { query: 'SettleTeam', args: { id: team, state, level } },
    { query: 'SettleTeam', args: { id: team, state, level } },
    { query: 'DropItem', args: { id: item } },
    { query: 'DropItems', args: { teamId } },
    { query: 'DropTeam', args: { id: team } },
  ]);
}

/** The project of a seed. */
export function drawProject(random: Random): SimulatedProject {
  return {
    variants: Array.from({ length: VARIANTS }, () => drawVariant(random)),
    drawSession: (each) => ({
      userId: each.between(1, 4),
      role: each.pick(ROLES),
      badge: each.pick(BADGES),
      teamId: each.pick([null, ...TEAM_IDS]),
    }),
    drawMutation,
    drawInsert: (each, text) => ({
      query: 'AddItem',
      args: {
        label: text,
        state: null,
        teamId: each.pick(TEAM_IDS),
        owner: each.between(1, 4),
        level: null,
        open: true,
      },
    }),
    touch: (keys, text) => ({ query: 'LabelItem', args: { id: keys('items'), label: text } }),
    remove: (keys) => ({ query: 'DropItem', args: { id: keys('items') } }),
    drawRekey: (each, keys) => ({
      query: 'RekeyTeam',
      args: { id: keys('teams'), newId: each.pick(TEAM_IDS), owner: each.between(1, 4) },
    }),
  };
}
