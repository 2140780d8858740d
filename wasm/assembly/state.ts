// What the engine remembers between calls: the loaded schema and the registered sessions.
import { Json } from './json/index';
import { Record, Schema } from './model';
import { permissionHash } from './predicate/hash';
import { Slots } from './predicate/session';
import { Registry } from './sync/registry';
import { TableOrder } from './sync/triggers';

export class State {
  constructor(
    public schema: Schema,
    public slots: Slots,
    public registry: Registry,
  ) {}
  /** The tables as the database has them. */
  order: TableOrder = new Map<string, string[]>();
}

function stateOf(schema: Schema): State {
  const slots = Slots.of(schema);
  return new State(schema, slots, Registry.of(schema, slots));
}

let current: State = stateOf(new Schema());

export function state(): State {
  return current;
}

/** Loads a schema; the registered sessions stay. */
export function load(schema: Schema, order: TableOrder): void {
  const next = stateOf(schema);
  next.order = order;
  next.registry.adopt(current.registry);
  current = next;
}

/** A table by its SQL name, its record's name or its key in queries. */
export function recordNamed(name: string): Record | null {
  const records = current.schema.records;
  for (let i = 0; i < records.length; i++) if (records[i].table == name) return records[i];
  for (let i = 0; i < records.length; i++) if (records[i].key == name || records[i].name == name) return records[i];
  return null;
}

/** The permission hash of a table; Null where there is none, or it never syncs. */
export function hashOf(table: string, session: Json): Json {
  const record = recordNamed(table);
  return record === null || !record.synced ? Json.nothing() : Json.string(permissionHash(record, session));
}
