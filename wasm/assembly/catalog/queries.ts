// What `GET /queries` tells of an operation, and the statements that run it.
import { Operation } from '../model';
import { Json } from '../json/index';
import { statementsOf } from '../sql/statements';
import { OPERATION_NAMES } from './schema';
import { valueType } from './types';

export function compiledQuery(operation: Operation): Json {
  return Json.object()
    .set('id', Json.string(operation.id))
    .set('name', Json.string(operation.name))
    .set('operation', Json.string(OPERATION_NAMES[operation.kind]))
    .set('params', parameters(operation))
    .set('source', Json.string(operation.source))
    .set('generated', Json.bool(operation.generated))
    .set('statements', statements(operation))
    .set('sessionFields', Json.strings(operation.sessionFields));
}

function parameters(operation: Operation): Json {
  const made = Json.array();
  for (let i = 0; i < operation.params.length; i++) {
    const parameter = operation.params[i];
    made.push(
      Json.object()
        .set('name', Json.string(parameter.name))
        .set('type', Json.string(parameter.type.text))
        .set('nullable', Json.bool(parameter.nullable))
        .set('omittable', Json.bool(parameter.omittable))
        .set('valueType', valueType(parameter.type)),
    );
  }
  return made;
}

function statements(operation: Operation): Json {
  const made = Json.array();
  const steps = statementsOf(operation);
  for (let i = 0; i < steps.length; i++) {
    const sql = steps[i].sql;
    made.push(
      Json.object()
        .set('sql', Json.string(sql.text()))
        .set('params', Json.strings(sql.params))
        .set('include', Json.bool(steps[i].include)),
    );
  }
  return made;
}
