// Row images: what a write left behind, put in column order, and told in wire form.
import { Column, Field, Payload, Record, TypeKind } from '../model';
import { Json, JsonKind, Writer, jsonText } from '../json/index';
import { STAMP } from '../sql/ddl';

/** The values of an image by column index; what the image lacks is null. */
export function imageValues(record: Record, headers: Json, values: Json): Json[] {
  if (isInOrder(record, headers, values)) return values.items;
  const made: Json[] = [];
  for (let i = 0; i < record.columns.length; i++) made.push(Json.nothing());
  for (let i = 0; i < headers.items.length; i++) {
    const at = columnIndex(record, headers.items[i].asText());
    if (at >= 0) made[at] = values.at(i);
  }
  return made;
}

function isInOrder(record: Record, headers: Json, values: Json): bool {
  const columns = record.columns;
  if (headers.items.length < columns.length || values.items.length < columns.length) return false;
  for (let i = 0; i < columns.length; i++) if (headers.items[i].text != columns[i].name) return false;
  return true;
}

function columnIndex(record: Record, name: string): i32 {
  for (let i = 0; i < record.columns.length; i++) if (record.columns[i].name == name) return i;
  return -1;
}

/** Column name → value, as a row of values by column index. */
export function objectValues(record: Record, row: Json): Json[] {
  const made: Json[] = [];
  for (let i = 0; i < record.columns.length; i++) made.push(row.get(record.columns[i].name));
  return made;
}

/** What all wire rows of a table have in common, as bytes. */
export class WireForm {
  /** `"name":` of each field. */
  private members: ArrayBuffer[] = [];
  private stamp: ArrayBuffer = String.UTF8.encode(memberText(STAMP));
  /** The list of logical columns and the stamp. */
  headers: ArrayBuffer;

  constructor(private record: Record) {
    this.headers = String.UTF8.encode(jsonText(headers(record)));
    for (let i = 0; i < record.fields.length; i++) {
      this.members.push(String.UTF8.encode(memberText(record.fields[i].name)));
    }
  }

  /** Writes one object: logical columns and the stamp. */
  writeRow(values: Json[], stamp: f64, out: Writer): void {
    out.byte(0x7b);
    for (let i = 0; i < this.members.length; i++) {
      out.buffer(this.members[i]);
      writeField(this.record.fields[i], values, out);
      out.byte(0x2c);
    }
    out.buffer(this.stamp);
    out.number(stamp);
    out.byte(0x7d);
  }
}

function memberText(name: string): string {
  return jsonText(Json.string(name)) + ':';
}

/** Logical columns, then the stamp: the members of a wire row. */
export function headers(record: Record): Json {
  const made = Json.array();
  for (let i = 0; i < record.fields.length; i++) made.push(Json.string(record.fields[i].name));
  made.push(Json.string(STAMP));
  return made;
}

function valueAt(column: Column, values: Json[]): Json {
  return column.index >= 0 && column.index < values.length ? values[column.index] : Json.nothing();
}

/** Writes a field's logical value from the physical ones. */
export function writeField(field: Field, values: Json[], out: Writer): void {
  const value = valueAt(field.column, values);
  if (field.type.kind == TypeKind.Union && !field.column.isJson) writeUnion(field, value, values, out);
  else if (value.kind == JsonKind.Bool && field.column.isBool) out.number(value.number);
  else out.value(value);
}

/** A tag that no variant has tells nothing: null, as the SQL form gives. */
function writeUnion(field: Field, tag: Json, values: Json[], out: Writer): void {
  for (let i = 0; i < field.payloads.length; i++) {
    if (tag.isString && field.payloads[i].variant.name == tag.text) return writeVariant(field.payloads[i], values, out);
  }
  out.raw('null');
}

function writeVariant(payload: Payload, values: Json[], out: Writer): void {
  out.raw('{"_type":');
  out.string(payload.variant.name);
  for (let i = 0; i < payload.fields.length; i++) {
    out.byte(0x2c);
    out.string(payload.variant.fields[i].name);
    out.byte(0x3a);
    writeField(payload.fields[i], values, out);
  }
  out.byte(0x7d);
}
