// Seeds: rows for every table, the same for the same seed; foreign keys lead to rows that are there.
import { Column, Field, Link, Managed, Record, Schema, Storage, TypeKind } from '../model';
import { Json, jsonText, numberText } from '../json/index';
import { quoteName, quoteText } from '../sql/text';
import { below, chanceAt } from './chance';
import { FIRST_TIME, dateText, documentOf } from './documents';
import { wordsFor } from './words';

/** Rows in one statement. */
const CHUNK: i32 = 100;

/** `insert` statements for `rows` rows of each table. */
export function seedStatements(schema: Schema, seed: u32, rows: i32): string[] {
  const seeder = new Seeder(schema, seed, rows);
  const made: string[] = [];
  for (let i = 0; i < schema.records.length; i++) seeder.table(schema.records[i], made);
  return made;
}

class Seeder {
  constructor(
    private schema: Schema,
    private seed: u32,
    private rows: i32,
  ) {}

  table(record: Record, into: string[]): void {
    const names: string[] = [];
    for (let i = 0; i < record.columns.length; i++) names.push(quoteName(record.columns[i].name));
    const head = 'insert into ' + quoteName(record.table) + ' (' + names.join(', ') + ') values\n';
    for (let from = 0; from < this.rows; from += CHUNK) {
      const tuples: string[] = [];
      for (let row = from; row < this.rows && row < from + CHUNK; row++) tuples.push(this.tuple(record, row));
      into.push(head + tuples.join(',\n'));
    }
  }

  private tuple(record: Record, row: i32): string {
    const values = new Map<string, string>();
    for (let i = 0; i < record.fields.length; i++) this.field(record, record.fields[i], row, values);
    const listed: string[] = [];
    for (let i = 0; i < record.columns.length; i++) {
      const name = record.columns[i].name;
      listed.push(values.has(name) ? values.get(name) : 'null');
    }
    return '(' + listed.join(', ') + ')';
  }

  private chance(record: Record, field: Field, row: i32): u32 {
    return chanceAt(this.seed, record.name + '.' + field.name, row);
  }

  private field(record: Record, field: Field, row: i32, values: Map<string, string>): void {
    if (field.payloads.length > 0)
      this.union(field, documentOf(field.type, this.seed, record.name + '.' + field.name, row, 0), values);
    else values.set(field.column.name, this.value(record, field, row));
  }

  /** The discriminator, and the payload columns of that variant. */
  private union(field: Field, document: Json, values: Map<string, string>): void {
    const tag = document.get('_type').asText();
    values.set(field.column.name, quoteText(tag));
    for (let i = 0; i < field.payloads.length; i++) {
      if (field.payloads[i].variant.name != tag) continue;
      for (let j = 0; j < field.payloads[i].fields.length; j++) {
        const payload = field.payloads[i].fields[j];
        const value = document.get(payload.name);
        if (payload.payloads.length > 0) this.union(payload, value, values);
        else values.set(payload.column.name, literal(payload.column, value));
      }
    }
  }

  /** A pure function of its place, so that a foreign key can ask what the other row holds. */
  private value(record: Record, field: Field, row: i32): string {
    const target = this.target(record, field);
    if (target !== null) return this.reference(record, field, row, target);
    const chance = this.chance(record, field, row);
    if (field.column.isPrimaryKey) return this.key(record, field, row);
    if (field.managed != Managed.None) return numberText(FIRST_TIME + <f64>row);
    if (field.nullable && !field.unique && below(chance >>> 20, 8) == 0) return 'null';
    if (field.unique) return this.unique(field, chance, row);
    if (field.type.kind == TypeKind.String) return quoteText(wordsFor(field.name, chance));
    if (field.type.kind == TypeKind.Date) return quoteText(dateText(chance));
    return literal(field.column, documentOf(field.type, this.seed, record.name + '.' + field.name, row, 0));
  }

  private key(record: Record, field: Field, row: i32): string {
    if (field.column.storage == Storage.Integer) return (row + 1).toString();
    if (field.type.kind != TypeKind.IdUuid) return quoteText(record.key + '-' + (row + 1).toString());
    const high = this.chance(record, field, row).toString(16).padStart(8, '0');
    return quoteText(high + '-0000-4000-8000-' + (row + 1).toString(16).padStart(12, '0'));
  }

  private unique(field: Field, chance: u32, row: i32): string {
    const place = (row + 1).toString();
    if (field.column.storage == Storage.Integer) return place;
    if (field.column.storage == Storage.Real) return place + '.5';
    const text = wordsFor(field.name, chance);
    return quoteText(text.includes('@') ? place + '.' + text : text + ' ' + place);
  }

  /** The link whose column this is and whose other end is a key. */
  private target(record: Record, field: Field): Link | null {
    if (field.column.isPrimaryKey) return null;
    for (let i = 0; i < record.links.length; i++) {
      const link = record.links[i];
      const toField = link.toField;
      if (link.from === field && toField !== null && toField.column.isPrimaryKey) return link;
    }
    return null;
  }

  private reference(record: Record, field: Field, row: i32, link: Link): string {
    const to = link.to;
    const toField = link.toField;
    if (to === null || toField === null) return 'null';
    const chosen = field.unique ? row : below(this.chance(record, field, row), this.rows);
    return this.value(to, toField, chosen);
  }
}

/** A value as SQL for that column. */
function literal(column: Column, value: Json): string {
  if (value.isNull) return 'null';
  if (column.isJson) return 'jsonb(' + quoteText(jsonText(value)) + ')';
  if (value.isString) return quoteText(value.text);
  if (value.isObject) return quoteText(value.get('_type').asText());
  return numberText(value.number);
}
