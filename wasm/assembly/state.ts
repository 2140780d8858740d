// What the engine remembers between calls: the loaded schema and the registered sessions.
import { Schema } from './model';
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
