// Times inside an answer: seconds as they travel, and what they mean. Pure.
import type { JsonValue } from '../../base/json.ts';
import type { SchemaTable } from '../../protocol/catalog.ts';
import { dateTime } from '../format.ts';

/** The time that the number under `name` stands for; null where the schema knows no DateTime of that name, or other things too. */
export function timeMeant(tables: readonly SchemaTable[], name: string, value: JsonValue): string | null {
  if (typeof value !== 'number') return null;
  const called = tables.flatMap(({ columns }) => columns.filter((column) => column.name === name));
  const isTime = called.length > 0 && called.every(({ valueType }) => valueType.kind === 'dateTime');
  return isTime ? dateTime(value) : null;
}
