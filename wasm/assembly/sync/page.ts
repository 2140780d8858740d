// Page queries: what each table that has news must be asked.
import { Column, Field, OperationKind, Predicate, Record, Schema, TypeKind } from '../model';
import { Json, JsonKind } from '../json/index';
import { STAMP } from '../sql/ddl';
import { BoolForm, fieldExpression } from '../sql/shape';
import { Sql, quoteText } from '../sql/text';
import { Scope, predicateSql } from '../predicate/sql';
import { Bindings } from './parameters';
import { Position, positionOf } from './cursor';
import { headers } from './image';
import { imageScope } from './status';

/** `{ tables: […] }` for the tables that the status rows say have news, parents first. */
export function pageStatements(schema: Schema, status: Json, cursor: Json, session: Json, pageSize: i32): Json {
  const tables = Json.array();
  const rows = byLayer(status);
  for (let i = 0; i < rows.length; i++) {
    const record = schema.recordByTable(rows[i].get('table_name').asText());
    if (record === null || !record.synced) continue;
    const position = positionOf(record, cursor, session);
    if (position.isBehind(rows[i].get('horizon'))) position.startAnew();
    if (hasNews(rows[i], position)) tables.push(tablePage(position, rows[i], session, pageSize));
  }
  return Json.object().set('tables', tables);
}

function byLayer(status: Json): Json[] {
  const rows = status.items.slice(0);
  rows.sort((a, b) => <i32>(a.get('sync_layer').number - b.get('sync_layer').number));
  return rows;
}

/** A table that the client has no cursor for is told even when empty: without a cursor its removals could not reach the client. */
function hasNews(row: Json, position: Position): bool {
  return position.resync || position.isNew || row.get('has_rows').number != 0 || row.get('has_removals').number != 0;
}

function tablePage(position: Position, status: Json, session: Json, pageSize: i32): Json {
  const record = position.record;
  const policy = record.policies[OperationKind.Query].predicate;
  const bindings = new Bindings();
  const fresh = position.isNew || position.resync;
  const point = status.get('sync_point');
  bindings.set('pyre_after', Json.of(position.after));
  bindings.set('pyre_point', point.kind == JsonKind.Number ? point : Json.of(0));
  bindings.set('pyre_page_size', Json.of(pageSize));
  bindings.session(policy, session);
  const since = fresh ? point.number : position.since;
  return Json.object()
    .set('table_name', Json.string(record.table))
    .set('permission_hash', Json.string(position.hash))
    .set('resync', Json.bool(position.resync))
    .set('since', since > 0 ? Json.of(since) : Json.nothing())
    .set('sql', Json.string(pageSql(record, policy, fresh).text()))
    .set('params', bindings.toJson())
    .set('headers', headers(record))
    .set('json_columns', jsonColumns(record));
}

function jsonColumns(record: Record): Json {
  const made = Json.array();
  for (let i = 0; i < record.fields.length; i++) {
    const field = record.fields[i];
    if (field.column.isJson || field.type.kind == TypeKind.Union) made.push(Json.string(field.name));
  }
  return made;
}

/**
 * One row. Innermost each row becomes text as it is read, in stamp order; then the texts are one, with the highest stamp among
 * them; then it is seen whether there are more. Nothing is kept in between: a page of text that SQLite materializes is cut into
 * database pages and put together again.
 */
function pageSql(record: Record, policy: Predicate, fresh: bool): Sql {
  const out = new Sql();
  vouchedFor(out.put('select "rows", ')).put(' as last_seen_updated_at, has_more, ');
  if (fresh) out.put("'[]'");
  else removedKeys(record, policy, out);
  out.put(' as removed from (\n  select "rows", highest, exists (select 1 from ');
  stampOver(record, out).put('_pyre_texts.highest');
  andPermitted(policy, out).put(') as has_more from (\n    select ');
  out.put(
    "'[' || coalesce(group_concat(image), '') || ']' as \"rows\", max(stamp) as highest from (\n      select json_object(",
  );
  out.put(rowMembers(record)).put(') as image, t.').name(STAMP).put(' as stamp from ');
  stampOver(record, out).parameter('pyre_after');
  andPermitted(policy, out).put(' order by t.').name(STAMP).put(' limit ').parameter('pyre_page_size');
  // An offset keeps SQLite from asking for more at each place that names the answer.
  return out.put(')) as _pyre_texts limit 1 offset 0) as _pyre_page');
}

/** How far a page vouches: up to its highest stamp or, being the last one, to the sync point. */
function vouchedFor(out: Sql): Sql {
  return out
    .put('case when has_more then highest else max(coalesce(highest, 0), ')
    .parameter('pyre_point')
    .put(') end');
}

/** `"table" as t where t."_pyre_stamp" > ` */
function stampOver(record: Record, out: Sql): Sql {
  return out.name(record.table).put(' as t where t.').name(STAMP).put(' > ');
}

function andPermitted(policy: Predicate, out: Sql): Sql {
  predicateSql(policy, new Scope('t'), out.put(' and '));
  return out;
}

function rowMembers(record: Record): string {
  const parts: string[] = [];
  for (let i = 0; i < record.fields.length; i++) {
    const field: Field = record.fields[i];
    parts.push(quoteText(field.name) + ', ' + fieldExpression(field, 't', BoolForm.Number));
  }
  parts.push(quoteText(STAMP) + ', t."' + STAMP + '"');
  return parts.join(', ');
}

/** Keys of rows that the session could see in an earlier image and cannot see now [SYNC-7]. */
function removedKeys(record: Record, policy: Predicate, out: Sql): void {
  const key: Column = record.primaryKey.column;
  out.put(
    "(select coalesce(json_group_array(key), '[]') from (select distinct h.key from _pyre_history as h where h.table_name = ",
  );
  out.put(quoteText(record.table)).put(' and h.stamp > ').parameter('pyre_after').put(' and h.stamp <= ');
  vouchedFor(out).put(' and ');
  predicateSql(policy, imageScope(), out);
  out
    .put(' and not exists (select 1 from ')
    .name(record.table)
    .put(' as t where t.')
    .name(key.name)
    .put(' = h.key and ');
  predicateSql(policy, new Scope('t'), out);
  out.put(')))');
}
