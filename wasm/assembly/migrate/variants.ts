// Variants that a new schema no longer has: where rows may hold them, and whether they do.
import { Json } from '../json/index';
import { Field, Record, Schema, Type, Union } from '../model';
import { quoteName, quoteText } from '../sql/text';
import { DatabaseTable, databaseTables } from './database';
import { Refusals } from './refusal';

/** A variant that goes while its union stays. */
class Removed {
  constructor(
    public union: string,
    public variant: string,
  ) {}
}

/**
 * Asks how many rows hold each variant that goes: `table_name`, `column_name`, `union_name`, `variant`, `row_count`, one row for
 * each place that may hold it. Columns and tables that go as well are no such place. Empty when there is nothing to ask.
 */
export function storedVariantsSql(schema: Schema, former: Schema, introspection: Json): string {
  const removed = removedVariants(schema, former);
  const tables = databaseTables(introspection);
  const parts: string[] = [];
  for (let i = 0; i < removed.length; i++) {
    for (let j = 0; j < former.records.length; j++) {
      const record = schema.recordByTable(former.records[j].table);
      const table = tableNamed(tables, former.records[j].table);
      if (record === null || table === null) continue;
      const places = new Places(removed[i], record, table);
      for (let k = 0; k < former.records[j].fields.length; k++) places.visit(former.records[j].fields[k]);
      for (let k = 0; k < places.sql.length; k++) parts.push(places.sql[k]);
    }
  }
  return parts.join(' union all ');
}

/** Refuses variants that go, but for those that no row holds, as far as the introspection tells (`stored_variants`). */
export function compareUnions(schema: Schema, former: Schema, introspection: Json, refusals: Refusals): void {
  const removed = removedVariants(schema, former);
  const isCounted = introspection.has('stored_variants');
  const stored = introspection.get('stored_variants');
  for (let i = 0; i < removed.length; i++) {
    const union = removed[i].union;
    const variant = removed[i].variant;
    if (!isCounted) refusals.variantRemoved(union, variant);
    for (let j = 0; j < stored.items.length; j++) {
      const place = stored.items[j];
      const count = place.get('row_count').number;
      if (place.get('union_name').asText() != union || place.get('variant').asText() != variant || count == 0) continue;
      const column = place.get('table_name').asText() + '.' + place.get('column_name').asText();
      refusals.variantStored(union, variant, column, <i64>count);
    }
  }
}

function removedVariants(schema: Schema, former: Schema): Removed[] {
  const removed: Removed[] = [];
  for (let i = 0; i < former.unions.length; i++) {
    const union = unionNamed(schema, former.unions[i].name);
    if (union === null) continue;
    for (let j = 0; j < former.unions[i].variants.length; j++) {
      const variant = former.unions[i].variants[j].name;
      if (!hasVariant(union, variant)) removed.push(new Removed(union.name, variant));
    }
  }
  return removed;
}

/** The columns of one table that may hold a variant, each once. */
class Places {
  sql: string[] = [];
  private seen: string[] = [];

  constructor(
    private removed: Removed,
    private record: Record,
    private table: DatabaseTable,
  ) {}

  visit(field: Field): void {
    const union = field.type.union;
    const holds = union !== null && union.name == this.removed.union;
    if (field.column.isJson) {
      if (mentions(field.type, this.removed.union, [])) this.add(field.column.name, this.inDocument(field.column.name));
      return;
    }
    if (holds) this.add(field.column.name, quoteName(field.column.name) + ' = ' + quoteText(this.removed.variant));
    for (let i = 0; i < field.payloads.length; i++) {
      for (let j = 0; j < field.payloads[i].fields.length; j++) this.visit(field.payloads[i].fields[j]);
    }
  }

  private inDocument(column: string): string {
    const isTag = "d.key = '_type' and d.value = " + quoteText(this.removed.variant);
    return 'exists (select 1 from json_tree(' + quoteName(column) + ') as d where ' + isTag + ')';
  }

  /** A column that goes takes what it holds along, and that is asked for elsewhere. */
  private add(column: string, condition: string): void {
    if (this.seen.includes(column) || this.table.column(column) === null || !this.stays(column)) return;
    this.seen.push(column);
    const place = quoteText(this.table.name) + ' as table_name, ' + quoteText(column) + ' as column_name, ';
    const variant =
      quoteText(this.removed.union) + ' as union_name, ' + quoteText(this.removed.variant) + ' as variant, ';
    const rows = 'count(*) as row_count from ' + quoteName(this.table.name) + ' where ' + condition;
    this.sql.push('select ' + place + variant + rows);
  }

  private stays(column: string): bool {
    for (let i = 0; i < this.record.columns.length; i++) if (this.record.columns[i].name == column) return true;
    return false;
  }
}

/** Whether values of a type may hold a union somewhere inside. `seen`: unions that were looked into. */
function mentions(type: Type, name: string, seen: string[]): bool {
  const content = type.of;
  if (content !== null && mentions(content, name, seen)) return true;
  const union = type.union;
  if (union === null || seen.includes(union.name)) return false;
  if (union.name == name) return true;
  seen.push(union.name);
  for (let i = 0; i < union.variants.length; i++) {
    for (let j = 0; j < union.variants[i].fields.length; j++) {
      if (mentions(union.variants[i].fields[j].type, name, seen)) return true;
    }
  }
  return false;
}

function tableNamed(tables: DatabaseTable[], name: string): DatabaseTable | null {
  for (let i = 0; i < tables.length; i++) if (tables[i].name == name) return tables[i];
  return null;
}

function unionNamed(schema: Schema, name: string): Union | null {
  for (let i = 0; i < schema.unions.length; i++) if (schema.unions[i].name == name) return schema.unions[i];
  return null;
}

function hasVariant(union: Union, name: string): bool {
  for (let i = 0; i < union.variants.length; i++) if (union.variants[i].name == name) return true;
  return false;
}
