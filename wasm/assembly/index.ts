// The engine's exports: each takes pointer and length of a JSON array of arguments and gives a pointer to length-prefixed JSON.
import { answer, beginAnswer, endAnswer, inputBuffer, readArguments } from './abi';
import * as calls from './calls';
import { Json } from './json/index';
import { initializedSql, introspectSql, introspectUninitializedSql } from './migrate/introspect';
import { state } from './state';
import { writeAskedDeltas } from './sync/ask';
import { writeDeltas } from './sync/deltas';
import { pageStatements } from './sync/page';
import { inputProblem } from './sync/input';
import { writeReshaped } from './sync/reshape';
import { statusStatement } from './sync/status';

/** Room for the next call's arguments. */
export function alloc(length: i32): usize {
  return inputBuffer(length);
}

/** Frees what earlier calls left. No managed value lives in this frame: the collector does not see the stack. */
export function collect(): void {
  __collect();
}

function argument(pointer: usize, length: i32, index: i32): Json {
  const all = readArguments(pointer, length);
  return all === null ? Json.nothing() : all.at(index);
}

function argumentsOf(pointer: usize, length: i32): Json {
  const all = readArguments(pointer, length);
  return all === null ? Json.array() : all;
}

export function check(pointer: usize, length: i32): usize {
  return answer(calls.check(argument(pointer, length, 0)));
}

export function format(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  return answer(calls.format(all.at(0), all.at(1)));
}

export function migrate(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  return answer(calls.migrate(all.at(0).asText(), all.at(1).asText()));
}

export function migrate_with_introspection(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  return answer(calls.migrateFrom(all.at(0).asText(), all.at(1).asText(), all.at(2), all.at(3)));
}

export function sql_stored_variants(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  return answer(calls.storedVariantsOf(all.at(0).asText(), all.at(1)));
}

export function sql_is_initialized(pointer: usize, length: i32): usize {
  return answer(Json.string(initializedSql()));
}

export function sql_introspect(pointer: usize, length: i32): usize {
  return answer(Json.string(introspectSql()));
}

export function sql_introspect_uninitialized(pointer: usize, length: i32): usize {
  return answer(Json.string(introspectUninitializedSql()));
}

export function set_schema(pointer: usize, length: i32): usize {
  return answer(calls.setSchema(argument(pointer, length, 0)));
}

export function sql_triggers(pointer: usize, length: i32): usize {
  return answer(calls.triggers());
}

export function compile_queries(pointer: usize, length: i32): usize {
  return answer(calls.compileQueries(argument(pointer, length, 0)));
}

export function query_to_sql(pointer: usize, length: i32): usize {
  return answer(calls.queryToSql(argument(pointer, length, 0).asText()));
}

export function get_sync_status_sql(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  return answer(statusStatement(state().schema, all.at(0), all.at(1)));
}

export function get_sync_sql(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  return answer(pageStatements(state().schema, all.at(0), all.at(1), all.at(2), <i32>all.at(3).number));
}

/** Over the sessions given, each asked about each row; `{ problem }` when they or the changes do not fit the schema. */
export function calculate_sync_deltas(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  const problem = inputProblem(state().schema, all.at(0), all.at(1));
  if (problem.length > 0) return answer(Json.object().set('problem', Json.string(problem)));
  writeAskedDeltas(all.at(0), all.at(1), state().registry, beginAnswer());
  return endAnswer();
}

/** Over the registered sessions, without naming those who get what everybody gets. */
export function calculate_audiences(pointer: usize, length: i32): usize {
  writeDeltas(argument(pointer, length, 0), state().registry, beginAnswer());
  return endAnswer();
}

/** Physical rows in logical shape. */
export function reshape_sync_table_groups(pointer: usize, length: i32): usize {
  writeReshaped(argument(pointer, length, 0), state().schema, beginAnswer());
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
  return answer(calls.hashOf(all.at(0).asText(), all.at(1)));
}

export function explain_permission(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  return answer(calls.explain(all.at(0).asText(), all.at(1).asText(), all.at(2), all.at(3)));
}

export function seed_database(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  return answer(calls.seed(all.at(0).asText(), all.at(1)));
}
