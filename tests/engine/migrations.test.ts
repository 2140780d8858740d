// Migrations: from what a database is to what a schema says, with its data, or a refusal by name.
import { describe, expect, test } from 'vitest';
import { Bench, valueOf } from './database.ts';

const base = `record Item {
    @public
    @index(rank desc, name asc) where { rank > 0 }

    id    Int     @id
    name  String  @unique
    rank  Int     @default(1)
    note  String?
    state State?
}

type State = On | Off { reason String }
`;

const seed = [
  `insert into items (id, name, rank, state, state__reason, updatedAt) values (1, 'a', 5, 'Off', 'r', 7), (9, 'b', 0, null, null, 8)`,
  `delete from items where id = 9`,
  `insert into items (id, name, updatedAt) values (4, 'c', 9)`,
];

const names = (bench: Bench): unknown[] => bench.all('select name from items order by id').map(({ name }) => name);

/** What the database is: columns in any order, and indexes. */
function shape(bench: Bench): unknown {
  return bench.introspect().tables.map((table) => ({
    name: table['name'],
    columns: (
      table['columns'] as { name: string; type: string; notnull: number; dflt_value: string | null; pk: number }[]
    )
      .map(({ name, type, notnull, dflt_value, pk }) => ({ name, type, notnull, dflt_value, pk }))
      .toSorted((a, b) => a.name.localeCompare(b.name)),
    indexes: (table['indexes'] as { unique: boolean; columns: unknown; where_clause: unknown }[])
      .map(({ unique, columns, where_clause }) => JSON.stringify({ unique, columns, where_clause }))
      .toSorted(),
  }));
}

async function seeded(source = base): Promise<Bench> {
  const bench = await Bench.open(source);
  bench.run(...seed);
  return bench;
}

const harmless: readonly { name: string; to: string }[] = [
  { name: 'nothing', to: base },
  { name: 'white space', to: base.replaceAll('    ', '  ') },
  { name: 'a column that may be null', to: base.replace('note  String?', 'note  String?\n    more  Int?') },
  {
    name: 'a column with a constant default',
    to: base.replace('note  String?', 'note  String?\n    more  String @default("x")'),
  },
  {
    name: 'a column with a default that is not constant',
    to: base.replace('note  String?', 'note  String?\n    made  DateTime @default(now)'),
  },
  { name: 'timestamps', to: base.replace('@public', '@public\n    @timestamps') },
  { name: 'another default', to: base.replace('@default(1)', '@default(2)') },
  { name: 'no default', to: base.replace(' @default(1)', '') },
  { name: 'a column that may now be null', to: base.replace('name  String  @unique', 'name  String? @unique') },
  {
    name: 'a column that takes its default where it was null',
    to: base.replace('note  String?', 'note  String @default("-")'),
  },
  {
    name: 'whole numbers that become fractions',
    to: base.replace('rank  Int     @default(1)', 'rank  Float').replace('rank > 0', 'rank > 1.5'),
  },
  { name: 'an index less', to: base.replace('  @unique', '') },
  { name: 'an index more', to: base.replace('note  String?', 'note  String? @index') },
  { name: 'another condition of an index', to: base.replace('rank > 0', 'rank > 3') },
  {
    name: 'a variant more',
    to: base.replace('| Off { reason String }', '| Off { reason String } | Idle { until Int, reason String }'),
  },
  { name: 'a table more', to: `${base}\nrecord Extra {\n    @public\n\n    id Int @id\n}\n` },
  { name: 'other permissions', to: base.replace('@public', '@allow(*) { rank > 1 }') },
];

describe('what loses nothing', () => {
  test.each(harmless)('$name: rows stay, and the database becomes what a new one would be', async ({ to }) => {
    const bench = await seeded();
    bench.migrateTo(to);
    expect(shape(bench)).toEqual(shape(await Bench.open(to)));
    expect(names(bench)).toEqual(['a', 'c']);
    expect(bench.all('select state, state__reason as reason from items where id = 1')).toEqual([
      { state: 'Off', reason: 'r' },
    ]);
  });

  test.each(harmless)('$name: writes are told as before', async ({ to }) => {
    const bench = await seeded();
    bench.migrateTo(to);
    bench.changes();
    bench.run(`update items set note = 'n' where id = 4`);
    const [change] = bench.changes();
    const told = Object.fromEntries((change?.headers ?? []).map((header, index) => [header, change?.row?.[index]]));
    expect(told).toMatchObject({ id: 4, name: 'c', note: 'n' });
  });

  test.each(harmless)('$name: a second time there is nothing to do', async ({ to }) => {
    const bench = await seeded();
    bench.migrateTo(to);
    const again = valueOf(bench.engine.migrate_with_introspection('again', to, bench.introspect()));
    expect(again.sql.filter((sql) => !sql.includes('_pyre_'))).toEqual([]);
  });

  test('keys of deleted rows are not given again after a rebuild', async () => {
    const bench = await seeded();
    bench.migrateTo(base.replace('@default(1)', '@default(2)'));
    bench.run(`insert into items (name) values ('d')`);
    expect(bench.all(`select id from items where name = 'd'`)).toEqual([{ id: 10 }]);
  });
});

const refused: readonly { name: string; to: string; kind: string; names: string; drop?: readonly string[] }[] = [
  {
    name: 'a column less',
    to: base.replace('    note  String?\n', ''),
    kind: 'MigrationColumnDropped',
    names: 'items.note',
    drop: ['items.note'],
  },
  {
    name: 'a table less',
    to: base.replace('record Item', 'record Other'),
    kind: 'MigrationTableDropped',
    names: 'items',
    drop: ['items'],
  },
  { name: 'a variant less', to: base.replace('= On | Off', '= Off'), kind: 'MigrationVariantRemoved', names: 'On' },
  {
    name: 'a required column without default',
    to: base.replace('note  String?', 'note  String?\n    more  Int'),
    kind: 'MigrationColumnNeedsDefault',
    names: 'items.more',
  },
  {
    name: 'another type',
    to: base.replace('note  String?', 'note  Int?'),
    kind: 'MigrationColumnModified',
    names: 'items.note',
  },
  {
    name: 'a column that may no longer be null',
    to: base.replace('note  String?', 'note  String'),
    kind: 'MigrationColumnModified',
    names: 'items.note',
  },
];

describe('what would lose something', () => {
  test.each(refused)('$name is refused by name', async ({ to, kind, names: named }) => {
    const bench = await seeded();
    const answer = bench.engine.migrate_with_introspection('next', to, bench.introspect());
    expect(answer).toMatchObject({ ok: false, diagnostics: [{ kind, message: expect.stringContaining(named) }] });
  });

  test.each(refused.filter(({ drop }) => drop))('$name is done when it was allowed', async ({ to, drop }) => {
    const bench = await seeded();
    bench.migrateTo(to, drop);
    expect(shape(bench)).toEqual(shape(await Bench.open(to)));
  });
});

describe('where there are no rows', () => {
  const changes = refused.filter(({ kind }) => kind.endsWith('Modified') || kind.endsWith('NeedsDefault'));

  test.each(changes)('$name is done', async ({ to }) => {
    const bench = await Bench.open(base);
    bench.apply(valueOf(bench.engine.migrate_with_introspection('next', to, bench.introspectRows())));
    expect(shape(bench)).toEqual(shape(await Bench.open(to)));
  });

  test.each(changes)('$name is refused as soon as there is one', async ({ to, kind }) => {
    const bench = await seeded();
    const answer = bench.engine.migrate_with_introspection('next', to, bench.introspectRows());
    expect(answer).toMatchObject({ ok: false, diagnostics: [{ kind }] });
  });
});

const states = `record Item {
    @public

    id     Int    @id
    state  State?
    outer  Outer?
    past   Json<List<State>>?
}

record Other {
    @public

    id    Int   @id
    state State
}

type State = On | Off { reason String } | Idle
type Outer = Plain | Around { inner State, label String }
`;
const withoutIdle = states.replace(' | Idle', '');

const holders: readonly { name: string; sql: string; place: string | null; count: string }[] = [
  {
    name: 'no row',
    sql: `insert into items (id, state, state__reason) values (1, 'Off', 'Idle')`,
    place: null,
    count: '',
  },
  { name: 'one row', sql: `insert into items (id, state) values (1, 'Idle')`, place: 'items.state', count: '1 row ' },
  {
    name: 'rows of another table',
    sql: `insert into others (id, state) values (1, 'Idle'), (2, 'On'), (3, 'Idle')`,
    place: 'others.state',
    count: '2 rows ',
  },
  {
    name: 'a payload',
    sql: `insert into items (id, outer, outer__inner, outer__label) values (1, 'Around', 'Idle', 'x')`,
    place: 'items.outer__inner',
    count: '1 row ',
  },
  {
    name: 'a document',
    sql: `insert into items (id, past) values (1, jsonb('[{"_type":"On"},{"_type":"Idle"}]')), (2, jsonb('[]'))`,
    place: 'items.past',
    count: '1 row ',
  },
  {
    name: 'a document that only says the word',
    sql: `insert into items (id, past) values (1, jsonb('[{"_type":"Off","reason":"Idle"}]'))`,
    place: null,
    count: '',
  },
];

describe('a variant less', () => {
  test.each(holders)('held by $name: $place', async ({ sql, place, count }) => {
    const bench = await Bench.open(states);
    bench.run(sql);
    const answer = bench.engine.migrate_with_introspection('next', withoutIdle, bench.introspectVariants(withoutIdle));
    if (place === null) {
      bench.apply(valueOf(answer));
      expect(shape(bench)).toEqual(shape(await Bench.open(withoutIdle)));
    } else {
      const message = expect.stringMatching(new RegExp(`^${count}of ${place.replace('.', '\\.')} .*Idle of State`));
      expect(answer).toMatchObject({ ok: false, diagnostics: [{ kind: 'MigrationVariantRemoved', message }] });
    }
  });

  test('where nobody counted, it is refused', async () => {
    const bench = await Bench.open(states);
    const answer = bench.engine.migrate_with_introspection('next', withoutIdle, bench.introspect());
    expect(answer).toMatchObject({ ok: false, diagnostics: [{ kind: 'MigrationVariantRemoved' }] });
  });

  test('with its payload: the columns go where that was allowed', async () => {
    const more = states.replace(' | Idle', ' | Idle { until Int }');
    const bench = await Bench.open(more);
    bench.run(`insert into items (id, state) values (1, 'On')`);
    const drop = ['items.state__until', 'items.outer__inner__until', 'others.state__until'];
    const asked = bench.introspectVariants(withoutIdle);
    bench.apply(valueOf(bench.engine.migrate_with_introspection('next', withoutIdle, asked, { drop })));
    expect(bench.all('select state from items')).toEqual([{ state: 'On' }]);
  });

  test('nothing is asked where no variant goes, its column goes as well, or the source is broken', async () => {
    const bench = await Bench.open(states);
    const asked = (to: string): string => bench.engine.sql_stored_variants(to, bench.introspect());
    const alone = withoutIdle.replace('    state  State?\n    outer  Outer?\n    past   Json<List<State>>?\n', '');
    expect(asked(states)).toBe('');
    expect(asked('record {')).toBe('');
    expect(asked(alone)).not.toContain('items');
    expect(asked(alone)).toContain('others');
  });
});

describe('what a database says of itself', () => {
  test('an empty one is not initialised; one of ours is', async () => {
    const bench = await Bench.open(base);
    expect(bench.all(bench.engine.sql_is_initialized())).toEqual([{ is_initialized: 1 }]);
    bench.run('drop table _pyre_migrations');
    expect(bench.all(bench.engine.sql_is_initialized())).toEqual([{ is_initialized: 0 }]);
    const [row] = bench.all(bench.engine.sql_introspect_uninitialized());
    expect(JSON.parse(String(row?.['result']))).toMatchObject({
      migration_state: { NoMigrationTable: null },
      schema_source: '',
      tables: [{ name: 'items' }],
    });
  });

  test('the schema that counts is that of the last migration that succeeded', async () => {
    const bench = await Bench.open(base);
    const failed = valueOf(bench.engine.migrate('bad', base.replace('Item', 'Thing'))).mark_failure;
    bench.all(failed.sql, { ...failed.params, $error: 'disk full' });
    expect(bench.introspect().schema_source).toBe(base);
    expect(bench.introspect().migration_state).toEqual({
      MigrationTable: { migrations: [{ name: 'start' }, { name: 'bad' }] },
    });
  });

  test('tables that are not ours stay', async () => {
    const bench = await seeded();
    bench.run('create table foreign_table (x)');
    bench.migrateTo(`${base}\n`);
    expect(bench.all(`select name from sqlite_master where name = 'foreign_table'`)).toHaveLength(1);
  });

  test('a stored schema that is broken is told, and the one before stays', async () => {
    const bench = await seeded();
    const broken = bench.engine.set_schema({ ...bench.introspect(), schema_source: 'record {' });
    expect(broken).toMatchObject({ ok: false, diagnostics: [{ kind: 'ParsingError', path: 'schema.pyre' }] });
    expect(bench.query('query Q {\n item { id }\n}\n')).toEqual({ item: [{ id: 1 }, { id: 4 }] });
  });
});
