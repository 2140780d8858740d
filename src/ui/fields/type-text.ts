// A type as the schema writes it. Pure.
import type { ValueType } from '../../protocol/catalog.ts';

const PLAIN: Readonly<Record<string, string>> = {
  int: 'Int',
  float: 'Float',
  string: 'String',
  bool: 'Bool',
  dateTime: 'DateTime',
  date: 'Date',
  json: 'Json',
};

/** A type as the schema would write it. */
export function typeText(type: ValueType): string {
  switch (type.kind) {
    case 'id':
      return `${type.record}.id`;
    case 'union':
      return type.name;
    case 'document':
      return `Json<${typeText(type.of)}${type.nullable ? '?' : ''}>`;
    case 'list':
      return `List<${typeText(type.of)}${type.nullable ? '?' : ''}>`;
    case 'dict':
      return `Dict<${typeText(type.of)}${type.nullable ? '?' : ''}>`;
    default:
      return PLAIN[type.kind] ?? type.kind;
  }
}
