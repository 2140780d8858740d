// Groups of rows as tables hold them → the same in logical shape: a union is one object, its payload columns are gone.
import { Field, Record, Schema } from '../model';
import { Json, Writer } from '../json/index';
import { imageValues, writeField } from './image';

/** `[{ table_name, headers, rows }]` → the same form; a group of an unknown table, and a column that is no field's, stay as they are. */
export function writeReshaped(groups: Json, schema: Schema, out: Writer): void {
  out.byte(0x5b);
  for (let i = 0; i < groups.items.length; i++) {
    if (i > 0) out.byte(0x2c);
    const record = schema.recordByTable(groups.at(i).get('table_name').asText());
    if (record) writeGroup(groups.at(i), record, out);
    else out.value(groups.at(i));
  }
  out.byte(0x5d);
}

function writeGroup(group: Json, record: Record, out: Writer): void {
  const names = group.get('headers');
  const fields = fieldsAmong(record, names);
  const others = strangersAmong(record, names);
  const rows = group.get('rows');
  out.raw('{"table_name":');
  out.string(record.table);
  out.raw(',"headers":');
  out.value(headersOf(fields, others, names));
  out.raw(',"rows":[');
  for (let i = 0; i < rows.items.length; i++) {
    if (i > 0) out.byte(0x2c);
    writeReshapedRow(record, fields, others, names, rows.at(i), out);
  }
  out.raw(']}');
}

function writeReshapedRow(record: Record, fields: Field[], others: i32[], names: Json, row: Json, out: Writer): void {
  const values = imageValues(record, names, row);
  out.byte(0x5b);
  for (let i = 0; i < fields.length; i++) {
    if (i > 0) out.byte(0x2c);
    writeField(fields[i], values, out);
  }
  for (let i = 0; i < others.length; i++) {
    if (i > 0 || fields.length > 0) out.byte(0x2c);
    out.value(row.at(others[i]));
  }
  out.byte(0x5d);
}

function headersOf(fields: Field[], others: i32[], names: Json): Json {
  const made = Json.array();
  for (let i = 0; i < fields.length; i++) made.push(Json.string(fields[i].name));
  for (let i = 0; i < others.length; i++) made.push(names.at(others[i]));
  return made;
}

/** Fields whose column is there, in the schema's order. */
function fieldsAmong(record: Record, names: Json): Field[] {
  const made: Field[] = [];
  for (let i = 0; i < record.fields.length; i++) {
    if (holds(names, record.fields[i].column.name)) made.push(record.fields[i]);
  }
  return made;
}

/** Places of columns that the schema does not know, such as the stamp. */
function strangersAmong(record: Record, names: Json): i32[] {
  const made: i32[] = [];
  for (let i = 0; i < names.items.length; i++) {
    let known = false;
    for (let c = 0; c < record.columns.length; c++) if (record.columns[c].name == names.at(i).asText()) known = true;
    if (!known) made.push(i);
  }
  return made;
}

function holds(names: Json, name: string): bool {
  for (let i = 0; i < names.items.length; i++) if (names.at(i).asText() == name) return true;
  return false;
}
