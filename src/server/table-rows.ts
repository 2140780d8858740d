// Rows of a table past every permission: a part of it, in any order, filtered by text, each with its stamp.
import type { JsonValue } from '../base/json.ts';
import type { SqlValue } from '../engine/engine.ts';
import type { SchemaTable } from '../protocol/catalog.ts';
import type { TableContents } from '../protocol/control.ts';
import type { RowsRequest } from '../protocol/inspection.ts';
import { STAMP_COLUMN } from '../protocol/rows.ts';
import type { Project } from './project.ts';
import { firstCell, quoteName, type SqlRow, type Transaction } from './storage.ts';

/** Rows of a table that are handed out at once, at most. */
export const LARGEST_TABLE_PAGE = 10_000;

/** By SQL name or by record name. */
export function tableNamed(project: Project, name: string): SchemaTable | undefined {
  return project.schema.tables.find((table) => table.name === name || table.record === name);
}

/** What to say of a table that is not there. */
export function unknownTable(project: Project, name: string): { readonly ok: false; readonly message: string } {
  const known = project.schema.tables.map((table) => table.name).join(', ');
  return { ok: false, message: `there is no table ${JSON.stringify(name)}; there are ${known}` };
}

/** Reads what `request` asks of `table`; a column that is not there orders nothing. Documents come parsed. */
export function readRows(
  transaction: Transaction,
  project: Project,
  table: SchemaTable,
  request: RowsRequest,
): TableContents {
  const columns = project.physicalColumns.get(table.name) ?? [];
  const documents = project.documentColumns.get(table.name) ?? new Set<string>();
  const cells = columns.map((name) => (documents.has(name) ? `json(${quoteName(name)})` : quoteName(name)));
  const { condition, bound } = conditionOf(table, cells, request);
  const from = `from ${quoteName(table.name)} ${condition}`;
  const bounds = {
    $limit: wholeWithin(request.limit, LARGEST_TABLE_PAGE),
    $offset: wholeWithin(request.offset, Number.MAX_SAFE_INTEGER),
  };
  const selected = [...cells, stampCell(table)].join(', ');
  const ordered = `${from} order by ${orderOf(table, columns, request.sort)}`;
  const { rows } = transaction.all(`select ${selected} ${ordered} limit $limit offset $offset`, {
    ...bound,
    ...bounds,
  });
  return {
    table: table.name,
    columns,
    rows: rows.map((row) => columns.map((name, index) => parsed(row[index] ?? null, documents.has(name)))),
    stamps: rows.map(stampOf),
    total: Number(firstCell(transaction.all(`select count(*) ${from}`, bound))),
  };
}

/** Which rows are asked for, as SQL with what is bound in it. */
function conditionOf(table: SchemaTable, cells: readonly string[], { filter, key }: RowsRequest) {
  const conditions: string[] = [];
  const bound: Record<string, SqlValue> = {};
  if (filter !== '') {
    conditions.push(`(${cells.map((cell) => `${cell} like $pattern escape '\\'`).join(' or ')})`);
    bound['$pattern'] = `%${filter.replaceAll(/[\\%_]/g, '\\$&')}%`;
  }
  if (key !== undefined) {
    conditions.push(`${quoteName(table.primaryKey)} = $key`);
    bound['$key'] = key;
  }
  return { condition: conditions.length === 0 ? '' : `where ${conditions.join(' and ')}`, bound };
}

function orderOf(table: SchemaTable, columns: readonly string[], sort: RowsRequest['sort']): string {
  const key = quoteName(table.primaryKey);
  const known = sort && (columns.includes(sort.column) || sort.column === STAMP_COLUMN);
  return known ? `${quoteName(sort.column)} ${sort.descending ? 'desc' : 'asc'}, ${key}` : key;
}

function stampCell(table: SchemaTable): string {
  return `${quoteName(table.name)}.${quoteName(STAMP_COLUMN)}`;
}

function stampOf(row: SqlRow): number | null {
  const stamp = row.at(-1);
  return typeof stamp === 'number' ? stamp : null;
}

function parsed(cell: JsonValue, isDocument: boolean): JsonValue {
  const value: JsonValue = isDocument && typeof cell === 'string' ? JSON.parse(cell) : cell;
  return value;
}

function wholeWithin(number: number, largest: number): number {
  return Number.isFinite(number) ? Math.min(largest, Math.max(0, Math.floor(number))) : largest;
}
