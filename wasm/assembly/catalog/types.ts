// Types and typed places as the catalog tells them.
import { PayloadField, SessionField, Type, TypeKind, Union } from '../model';
import { Json } from '../json/index';

/** A type taken apart; unions are named, their variants stand beside. */
export function valueType(type: Type): Json {
  switch (type.kind) {
    case TypeKind.Int:
      return kind('int');
    case TypeKind.Float:
      return kind('float');
    case TypeKind.String:
      return kind('string');
    case TypeKind.Bool:
      return kind('bool');
    case TypeKind.DateTime:
      return kind('dateTime');
    case TypeKind.Date:
      return kind('date');
    case TypeKind.Json:
      return kind('json');
    case TypeKind.IdInt:
      return idType(type, 'int');
    case TypeKind.IdUuid:
      return idType(type, 'uuid');
    case TypeKind.Union: {
      const union = type.union;
      return kind('union').set('name', Json.string(union === null ? type.text : union.name));
    }
    case TypeKind.Document:
      return holder('document', type);
    case TypeKind.List:
      return holder('list', type);
    default:
      return holder('dict', type);
  }
}

function kind(name: string): Json {
  return Json.object().set('kind', Json.string(name));
}

function idType(type: Type, storage: string): Json {
  return kind('id').set('record', Json.string(type.record)).set('storage', Json.string(storage));
}

function holder(name: string, type: Type): Json {
  const inner = type.of;
  return kind(name)
    .set('of', inner === null ? kind('json') : valueType(inner))
    .set('nullable', Json.bool(type.ofNullable));
}

function typedField(name: string, type: Type, nullable: bool): Json {
  return Json.object().set('name', Json.string(name)).set('type', valueType(type)).set('nullable', Json.bool(nullable));
}

export function sessionFields(fields: SessionField[]): Json {
  const made = Json.array();
  for (let i = 0; i < fields.length; i++) made.push(typedField(fields[i].name, fields[i].type, fields[i].nullable));
  return made;
}

export function unions(all: Union[]): Json {
  const made = Json.array();
  for (let i = 0; i < all.length; i++) {
    const variants = Json.array();
    for (let j = 0; j < all[i].variants.length; j++) {
      const variant = all[i].variants[j];
      variants.push(Json.object().set('name', Json.string(variant.name)).set('fields', payloadFields(variant.fields)));
    }
    made.push(Json.object().set('name', Json.string(all[i].name)).set('variants', variants));
  }
  return made;
}

function payloadFields(fields: PayloadField[]): Json {
  const made = Json.array();
  for (let i = 0; i < fields.length; i++) made.push(typedField(fields[i].name, fields[i].type, fields[i].nullable));
  return made;
}
