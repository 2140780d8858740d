// Temporary triggers that stamp every row write, note both images, and keep earlier ones: they see every write whatever SQL did it.
import { Column, OperationKind, Predicate, Operand, OperandKind, PredicateKind, Record, Schema } from '../model';
import { quoteName, quoteText } from '../sql/text';
import { STAMP } from '../sql/ddl';

/** Physical columns by table, in the table's order: what a migration added stands behind what was there. */
export type TableOrder = Map<string, string[]>;

/** Statements to run at every opening of the database, and again after each change of schema. */
export function triggerStatements(schema: Schema, order: TableOrder): string[] {
  const made: string[] = [
    'create temp table if not exists _pyre_changes (sequence integer primary key, table_name text not null, stamp integer not null, before_image text, after_image text)',
  ];
  for (let i = 0; i < schema.records.length; i++) {
    const record = schema.records[i];
    made.push(dropTrigger(record, 'insert'));
    const columns = order.has(record.table) ? order.get(record.table) : columnNames(record);
    made.push(insertTrigger(record, columns));
    made.push(dropTrigger(record, 'update'));
    made.push(updateTrigger(record, columns));
    made.push(dropTrigger(record, 'delete'));
    made.push(deleteTrigger(record, columns));
  }
  return made;
}

function columnNames(record: Record): string[] {
  const names: string[] = [];
  for (let i = 0; i < record.columns.length; i++) names.push(record.columns[i].name);
  return names;
}

function triggerName(record: Record, event: string): string {
  return quoteName('_pyre_' + event + '_' + record.table);
}

function dropTrigger(record: Record, event: string): string {
  return 'drop trigger if exists temp.' + triggerName(record, event);
}

const TICK: string = '  update _pyre_clock set stamp = stamp + 1;\n';

function trigger(record: Record, event: string, when: string, body: string): string {
  const head =
    'create temp trigger ' + triggerName(record, event) + ' after ' + when + ' on main.' + quoteName(record.table);
  return head + ' begin\n' + TICK + body + 'end';
}

function insertTrigger(record: Record, columns: string[]): string {
  return trigger(
    record,
    'insert',
    'insert',
    stampRow(record) + noteChange(record, 'null', image(record, columns, 'new')),
  );
}

/** `update of` names every column but the stamp: writing the stamp must not fire it again. */
function updateTrigger(record: Record, columns: string[]): string {
  const watched: string[] = [];
  for (let i = 0; i < columns.length; i++) watched.push(quoteName(columns[i]));
  const body =
    stampRow(record) +
    noteChange(record, image(record, columns, 'old'), image(record, columns, 'new')) +
    keepImage(record);
  return trigger(record, 'update', 'update of ' + watched.join(', '), body);
}

function deleteTrigger(record: Record, columns: string[]): string {
  return trigger(
    record,
    'delete',
    'delete',
    noteChange(record, image(record, columns, 'old'), 'null') + keepImage(record),
  );
}

function stampRow(record: Record): string {
  const key = quoteName(record.primaryKey.column.name);
  const set = '  update ' + quoteName(record.table) + ' set ' + quoteName(STAMP) + ' = (select stamp from _pyre_clock)';
  return set + ' where ' + key + ' = new.' + key + ';\n';
}

function noteChange(record: Record, before: string, after: string): string {
  const values = quoteText(record.table) + ', stamp, ' + before + ', ' + after;
  return (
    '  insert into _pyre_changes (table_name, stamp, before_image, after_image) select ' +
    values +
    ' from _pyre_clock;\n'
  );
}

/** All physical columns in order, storage values, Json as documents. A column that no field stands for is null. */
function image(record: Record, columns: string[], row: string): string {
  const values: string[] = [];
  for (let i = 0; i < columns.length; i++) values.push(imageValue(columnNamed(record, columns[i]), row));
  return 'json_array(' + values.join(', ') + ')';
}

function imageValue(column: Column | null, row: string): string {
  if (column === null) return 'null';
  const value = row + '.' + quoteName(column.name);
  return column.isJson ? 'json(' + value + ')' : value;
}

function columnNamed(record: Record, name: string): Column | null {
  for (let i = 0; i < record.columns.length; i++) if (record.columns[i].name == name) return record.columns[i];
  return null;
}

/** Keeps what tells later who could see the row before this write [SYNC-7]: its key and what the permission reads. */
function keepImage(record: Record): string {
  if (!record.synced) return '';
  const columns = permissionColumns(record);
  const parts: string[] = [];
  for (let i = 0; i < columns.length; i++) parts.push(quoteText(columns[i].name) + ', ' + earlierValue(columns[i]));
  const values = 'stamp, ' + quoteText(record.table) + ', old.' + quoteName(record.primaryKey.column.name);
  const revision = '(select server_revision from _pyre_sync)';
  const kept = values + ', json_object(' + parts.join(', ') + '), ' + revision;
  return (
    '  insert into _pyre_history (stamp, table_name, key, image, revision) select ' + kept + ' from _pyre_clock;\n'
  );
}

/** Of a document a permission can only ask whether it is there. */
function earlierValue(column: Column): string {
  const value = 'old.' + quoteName(column.name);
  return column.isJson ? 'case when ' + value + ' is null then null else 1 end' : value;
}

/** The key and the columns that the query permission reads, in table order. */
export function permissionColumns(record: Record): Column[] {
  const read = new Set<string>();
  if (record.policies.length > OperationKind.Query)
    collectColumns(record.policies[OperationKind.Query].predicate, read);
  const columns: Column[] = [];
  for (let i = 0; i < record.columns.length; i++) {
    const column = record.columns[i];
    if (column.isPrimaryKey || read.has(column.name)) columns.push(column);
  }
  return columns;
}

function collectColumns(predicate: Predicate, into: Set<string>): void {
  for (let i = 0; i < predicate.guards.length; i++) collectColumn(predicate.guards[i].operand, into);
  collectColumn(predicate.left, into);
  collectColumn(predicate.right, into);
  if (predicate.kind == PredicateKind.Exists) return;
  for (let i = 0; i < predicate.children.length; i++) collectColumns(predicate.children[i], into);
}

function collectColumn(operand: Operand | null, into: Set<string>): void {
  if (operand === null || operand.kind != OperandKind.Column) return;
  const column = operand.column;
  if (column !== null) into.add(column.name);
}
