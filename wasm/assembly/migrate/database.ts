// A database as its introspection describes it.
import { Json } from '../json/index';

export class DatabaseColumn {
  constructor(
    public name: string,
    public type: string,
    public notNull: bool,
    public isKey: bool,
    /** Expression without outer parentheses; '' when there is none. */
    public defaultSql: string,
  ) {}
}

export class DatabaseIndex {
  constructor(
    public name: string,
    /** What it does, apart from its name: uniqueness, columns with directions, condition. */
    public signature: string,
  ) {}
}

export class DatabaseTable {
  constructor(public name: string) {}
  columns: DatabaseColumn[] = [];
  indexes: DatabaseIndex[] = [];
  /** Known to hold no rows. */
  isEmpty: bool = false;

  column(name: string): DatabaseColumn | null {
    for (let i = 0; i < this.columns.length; i++) if (this.columns[i].name == name) return this.columns[i];
    return null;
  }
}

/** The tables of an introspection. */
export function databaseTables(introspection: Json): DatabaseTable[] {
  const tables: DatabaseTable[] = [];
  const list = introspection.get('tables');
  for (let i = 0; i < list.items.length; i++) tables.push(tableOf(list.items[i]));
  return tables;
}

function tableOf(json: Json): DatabaseTable {
  const table = new DatabaseTable(json.get('name').asText());
  const hasRows = json.get('has_rows');
  table.isEmpty = json.has('has_rows') && !hasRows.isNull && !isTrue(hasRows);
  const columns = json.get('columns');
  const indexes = json.get('indexes');
  for (let i = 0; i < columns.items.length; i++) table.columns.push(columnOf(columns.items[i]));
  for (let i = 0; i < indexes.items.length; i++) table.indexes.push(indexOf(indexes.items[i]));
  return table;
}

function columnOf(json: Json): DatabaseColumn {
  const defaultSql = withoutParentheses(json.get('dflt_value').asText().trim());
  return new DatabaseColumn(
    json.get('name').asText(),
    json.get('type').asText().toUpperCase(),
    json.get('notnull').number != 0,
    json.get('pk').number != 0,
    defaultSql,
  );
}

function indexOf(json: Json): DatabaseIndex {
  const parts: string[] = [];
  const columns = json.get('columns');
  for (let i = 0; i < columns.items.length; i++) {
    const descending = isTrue(columns.items[i].get('desc'));
    parts.push(columns.items[i].get('name').asText() + (descending ? ' desc' : ' asc'));
  }
  return new DatabaseIndex(
    json.get('name').asText(),
    signature(isTrue(json.get('unique')), parts, json.get('where_clause').asText()),
  );
}

/** Introspections tell truth as boolean, 0 and 1, or text. */
function isTrue(value: Json): bool {
  return value.number != 0 || value.asText() == 'true' || value.asText() == '1';
}

/** What an index does, as comparable text. */
export function signature(unique: bool, columns: string[], where: string): string {
  const condition = where
    .replaceAll('"', '')
    .replaceAll('`', '')
    .replaceAll('(', '')
    .replaceAll(')', '')
    .replaceAll(' ', '')
    .toLowerCase();
  return (unique ? 'unique ' : 'plain ') + columns.join(', ') + ' where ' + condition;
}

/** A default as SQLite tells it may stand in parentheses; what is inside counts. */
export function withoutParentheses(text: string): string {
  return text.startsWith('(') && text.endsWith(')') ? text.slice(1, text.length - 1).trim() : text;
}
