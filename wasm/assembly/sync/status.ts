// The status query: which tables have news for a cursor and a session.
import { OperationKind, Record, Schema } from '../model';
import { Json } from '../json/index';
import { STAMP } from '../sql/ddl';
import { Sql, quoteText } from '../sql/text';
import { Scope, predicateSql } from '../predicate/sql';
import { Bindings, boundStatement } from './parameters';
import { positionOf } from './cursor';

/**
 * One row per synced table: `table_name`, `sync_layer`, `has_rows`, `has_removals`, `horizon`, `server_revision`,
 * `database_epoch`, `sync_point`. Both questions are asked through indexes, and stop at the first row.
 */
export function statusStatement(schema: Schema, cursor: Json, session: Json): Json {
  const out = new Sql();
  const bindings = new Bindings();
  let tables = 0;
  for (let i = 0; i < schema.records.length; i++) {
    const record = schema.records[i];
    if (!record.synced) continue;
    if (tables > 0) out.put('\nunion all\n');
    const after = 'pyre_after_' + (tables++).toString();
    tableStatus(record, after, out);
    bindings.set(after, Json.of(positionOf(record, cursor, session).after));
    bindings.session(record.policies[OperationKind.Query].predicate, session);
  }
  if (tables == 0) emptyStatus(out);
  return boundStatement(out, bindings);
}

function tableStatus(record: Record, after: string, out: Sql): void {
  out
    .put('select ')
    .put(quoteText(record.table))
    .put(' as table_name, ')
    .put(record.syncLayer.toString())
    .put(' as sync_layer, ');
  out
    .put('exists (select 1 from ')
    .name(record.table)
    .put(' as t where t.')
    .name(STAMP)
    .put(' > ')
    .parameter(after)
    .put(' and ');
  predicateSql(record.policies[OperationKind.Query].predicate, new Scope('t'), out);
  out.put(') as has_rows, exists (select 1 from _pyre_history as h where h.table_name = ').put(quoteText(record.table));
  out.put(' and h.stamp > ').parameter(after).put(' and ');
  predicateSql(record.policies[OperationKind.Query].predicate, imageScope(), out);
  out.put(') as has_removals, (select stamp from _pyre_horizon where table_name = ').put(quoteText(record.table));
  out.put(') as horizon, ').put(facts());
}

/** The columns of an earlier image, `h` being the history. */
export function imageScope(): Scope {
  const scope = new Scope('');
  scope.image = 'h.image';
  return scope;
}

function facts(): string {
  const from = ' from _pyre_sync';
  return (
    '(select server_revision' +
    from +
    ') as server_revision, (select database_epoch' +
    from +
    ') as database_epoch, (select stamp from _pyre_clock) as sync_point'
  );
}

/** Nothing is synced: the same columns, no row. */
function emptyStatus(out: Sql): void {
  out
    .put('select null as table_name, 0 as sync_layer, 0 as has_rows, 0 as has_removals, null as horizon, ')
    .put(facts())
    .put(' where 0');
}
