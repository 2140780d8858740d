// What the names of a schema stand for: the maps behind every look-up by name.
import { Record, Schema, Union } from '../../model';

/** The beginning that keeps a name of a table or column for SQLite or for the engine, in whatever letters; '' when it is free. */
export function ownerOfName(name: string): string {
  const folded = name.toLowerCase();
  return folded.startsWith('_pyre_') ? '_pyre_' : folded.startsWith('sqlite_') ? 'sqlite_' : '';
}

export class Names {
  records: Map<string, Record> = new Map();
  /** By the name queries use: first letter lowered. */
  keys: Map<string, Record> = new Map();
  unions: Map<string, Union> = new Map();

  constructor(public schema: Schema) {
    for (let i = 0; i < schema.records.length; i++) this.addRecord(schema.records[i]);
    for (let i = 0; i < schema.unions.length; i++) this.unions.set(schema.unions[i].name, schema.unions[i]);
  }

  addRecord(record: Record): void {
    this.records.set(record.name, record);
    this.keys.set(record.key, record);
  }
  record(name: string): Record | null {
    return this.records.has(name) ? this.records.get(name) : null;
  }
  recordByKey(key: string): Record | null {
    return this.keys.has(key) ? this.keys.get(key) : null;
  }
  union(name: string): Union | null {
    return this.unions.has(name) ? this.unions.get(name) : null;
  }
}
