// The part of the engine that serves a schema which was compiled before: nothing here reads sources.
import { answer, argument, argumentsOf, beginAnswer, endAnswer, inputBuffer } from './abi';
import { restoredSchema } from './compiled/read';
import { Json } from './json/index';
import { hashOf, load, state } from './state';
import { writeDeltas } from './sync/deltas';
import { pageStatements } from './sync/page';
import { statusStatement } from './sync/status';

/** Room for the next call's arguments. */
export function alloc(length: i32): usize {
  return inputBuffer(length);
}

/** Frees what earlier calls left. No managed value lives in this frame: the collector does not see the stack. */
export function collect(): void {
  __collect();
}

/** Loads what the whole engine's `compiled_schema` gave; the registered sessions stay. */
export function set_compiled_schema(pointer: usize, length: i32): usize {
  load(restoredSchema(argument(pointer, length, 0)), new Map<string, string[]>());
  return answer(Json.nothing());
}

export function get_sync_status_sql(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  return answer(statusStatement(state().schema, all.at(0), all.at(1)));
}

export function get_sync_sql(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  return answer(pageStatements(state().schema, all.at(0), all.at(1), all.at(2), <i32>all.at(3).number));
}

/** Over the registered sessions, without naming those who get what everybody gets. */
export function calculate_audiences(pointer: usize, length: i32): usize {
  writeDeltas(argument(pointer, length, 0), state().registry, beginAnswer());
  return endAnswer();
}

export function connect_session(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  state().registry.connect(all.at(0).asText(), all.at(1));
  return answer(Json.nothing());
}

export function disconnect_session(pointer: usize, length: i32): usize {
  state().registry.disconnect(argument(pointer, length, 0).asText());
  return answer(Json.nothing());
}

export function calculate_permission_hash(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  return answer(hashOf(all.at(0).asText(), all.at(1)));
}
