// SQL that asks a database what it is: one row, one column.

/** One row, column `is_initialized`: 0 or 1. */
export function initializedSql(): string {
  return "select exists (select 1 from sqlite_master where type = 'table' and name = '_pyre_migrations') as is_initialized";
}

const TABLES: string = `(
  select coalesce(json_group_array(json_object(
    'name', m.name,
    'columns', json((select coalesce(json_group_array(json_object('cid', c.cid, 'name', c.name, 'type', c.type, 'notnull', c."notnull",
      'dflt_value', c.dflt_value, 'pk', c.pk) order by c.cid), '[]') from pragma_table_info(m.name) as c)),
    'foreign_keys', json((select coalesce(json_group_array(json_object('id', f.id, 'seq', f.seq, 'table', f."table", 'from', f."from",
      'to', f."to", 'on_update', f.on_update, 'on_delete', f.on_delete, 'match', f."match")), '[]') from pragma_foreign_key_list(m.name) as f)),
    'indexes', json((select coalesce(json_group_array(json_object('name', i.name, 'unique', json(iif(i."unique", 'true', 'false')),
      'columns', json((select coalesce(json_group_array(json_object('name', x.name, 'desc', json(iif(x."desc", 'true', 'false'))) order by x.seqno), '[]')
        from pragma_index_xinfo(i.name) as x where x.key = 1)),
      'where_clause', (select substr(s.sql, instr(lower(s.sql), ' where ') + 7) from sqlite_master as s
        where s.type = 'index' and s.name = i.name and i.partial = 1)) order by i.name), '[]')
      from pragma_index_list(m.name) as i where i.origin <> 'pk'))
  ) order by m.name), '[]')
  from sqlite_master as m
  where m.type = 'table' and m.name not like 'sqlite\\_%' escape '\\' and m.name not like '\\_pyre\\_%' escape '\\'
)`;

/** One row, column `result`: the introspection of a database that Pyre has set up. */
export function introspectSql(): string {
  return (
    "select json_object('tables', json(" +
    TABLES +
    "), 'migration_state', json_object('MigrationTable', json_object('migrations', json((select coalesce(json_group_array(json_object('name', name) order by id), '[]') from _pyre_migrations)))), " +
    "'schema_source', coalesce((select schema from _pyre_migrations where finished_at is not null and error is null and schema is not null order by id desc limit 1), ''), " +
    "'links', json('[]')) as result"
  );
}

/** The same for any other database. */
export function introspectUninitializedSql(): string {
  return (
    "select json_object('tables', json(" +
    TABLES +
    "), 'migration_state', json_object('NoMigrationTable', null), 'schema_source', '', 'links', json('[]')) as result"
  );
}
