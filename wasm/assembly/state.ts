// What the engine remembers between calls: the loaded schema and the registered sessions.
import { Schema } from './model';
import { Slots } from './predicate/session';
import { Registry } from './sync/registry';

export class State {
  constructor(
    public schema: Schema,
    public slots: Slots,
    public registry: Registry,
  ) {}
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
export function load(schema: Schema): void {
  const next = stateOf(schema);
  next.registry.adopt(current.registry);
  current = next;
}
