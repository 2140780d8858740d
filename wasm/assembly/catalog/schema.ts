// What `GET /schema` tells: tables, columns, keys, links and permissions.
import { OperationKind, Record, Schema } from '../model';
import { Json } from '../json/index';
import { sessionFields, unions, valueType } from './types';

export function schemaAnswer(schema: Schema): Json {
  const tables = Json.array();
  for (let i = 0; i < schema.records.length; i++) tables.push(table(schema.records[i]));
  return Json.object()
    .set('source', Json.string(schema.source))
    .set('session', sessionFields(schema.session))
    .set('unions', unions(schema.unions))
    .set('tables', tables);
}

function table(record: Record): Json {
  return Json.object()
    .set('record', Json.string(record.name))
    .set('name', Json.string(record.table))
    .set('primaryKey', Json.string(record.primaryKey.name))
    .set('columns', columns(record))
    .set('links', links(record))
    .set('synced', Json.bool(record.synced))
    .set('permissions', permissions(record));
}

function columns(record: Record): Json {
  const made = Json.array();
  for (let i = 0; i < record.fields.length; i++) {
    const field = record.fields[i];
    made.push(
      Json.object()
        .set('name', Json.string(field.name))
        .set('type', Json.string(field.type.text))
        .set('valueType', valueType(field.type))
        .set('nullable', Json.bool(field.nullable)),
    );
  }
  return made;
}

function links(record: Record): Json {
  const made = Json.array();
  for (let i = 0; i < record.links.length; i++) {
    const link = record.links[i];
    const to = link.to;
    const toField = link.toField;
    made.push(
      Json.object()
        .set('name', Json.string(link.name))
        .set('column', Json.string(link.from.name))
        .set('toTable', Json.string(to === null ? '' : to.table))
        .set('toColumn', Json.string(toField === null ? '' : toField.name))
        .set('many', Json.bool(link.many)),
    );
  }
  return made;
}

/** Names of the operations, by `OperationKind`. */
export const OPERATION_NAMES: string[] = ['query', 'insert', 'update', 'delete'];

function permissions(record: Record): Json {
  const made = Json.object();
  for (let i = <i32>OperationKind.Query; i <= <i32>OperationKind.Delete; i++) {
    made.set(OPERATION_NAMES[i], Json.string(record.policies[i].text));
  }
  return made;
}
