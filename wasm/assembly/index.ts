// The engine's exports: each takes pointer and length of a JSON array of arguments and gives a pointer to length-prefixed JSON.
import { answer, argument, argumentsOf, beginAnswer, endAnswer } from './abi';
import * as calls from './calls';
import { writtenSchema } from './compiled/write';
import { Json } from './json/index';
import { initializedSql, introspectSql, introspectUninitializedSql } from './migrate/introspect';
import { state } from './state';
import { writeAskedDeltas } from './sync/ask';
import { inputProblem } from './sync/input';
import { writeReshaped } from './sync/reshape';

export {
  alloc,
  collect,
  get_sync_status_sql,
  get_sync_sql,
  calculate_audiences,
  connect_session,
  disconnect_session,
  calculate_permission_hash,
} from './core';

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

/** The loaded schema for `set_compiled_schema` of the core. */
export function compiled_schema(pointer: usize, length: i32): usize {
  return answer(writtenSchema(state().schema));
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

/** Over the sessions given, each asked about each row; `{ problem }` when they or the changes do not fit the schema. */
export function calculate_sync_deltas(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  const problem = inputProblem(state().schema, all.at(0), all.at(1));
  if (problem.length > 0) return answer(Json.object().set('problem', Json.string(problem)));
  writeAskedDeltas(all.at(0), all.at(1), state().registry, beginAnswer());
  return endAnswer();
}

/** Physical rows in logical shape. */
export function reshape_sync_table_groups(pointer: usize, length: i32): usize {
  writeReshaped(argument(pointer, length, 0), state().schema, beginAnswer());
  return endAnswer();
}

export function explain_permission(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  return answer(calls.explain(all.at(0).asText(), all.at(1).asText(), all.at(2), all.at(3)));
}

export function seed_database(pointer: usize, length: i32): usize {
  const all = argumentsOf(pointer, length);
  return answer(calls.seed(all.at(0).asText(), all.at(1)));
}
