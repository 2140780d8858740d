// What a client's user is called: by name, else by e-mail. For any schema.
import type { Tables } from '../client/client.ts';
import type { SchemaAnswer, SchemaTable, TypedField } from '../protocol/catalog.ts';
import type { Row } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';

/** Where the user of a session stands: the session's field, and the table whose key it is. */
export interface UserPlace {
  readonly field: string;
  readonly table: SchemaTable;
}

/** The first session field that names a record: by its type (`User.id`), or by its name (`userId` → `User`). */
export function userPlace(schema: SchemaAnswer): UserPlace | null {
  for (const field of schema.session) {
    const table = schema.tables.find((candidate) => names(field, candidate.record));
    if (table) return { field: field.name, table };
  }
  return null;
}

function names(field: TypedField, record: string): boolean {
  if (field.type.kind === 'id') return field.type.record === record;
  return field.name.toLowerCase() === `${record.toLowerCase()}id`;
}

/** The name of the session's user, from rows that its client holds itself; null where they tell none. */
export function userName(schema: SchemaAnswer | null, session: SessionValues | null, tables: Tables): string | null {
  const place = schema && userPlace(schema);
  const key = place && session?.[place.field];
  if (!place || (typeof key !== 'number' && typeof key !== 'string')) return null;
  const row = tables.get(place.table.name)?.get(key);
  return row ? nameIn(place.table, row) : null;
}

/** A column called name, one whose name ends so, then e-mail; the first that says something. */
function nameIn(table: SchemaTable, row: Row): string | null {
  const texts = table.columns.filter((column) => column.valueType.kind === 'string').map((column) => column.name);
  const wanted = [/^name$/i, /name$/i, /^e?mail$/i, /mail$/i];
  for (const pattern of wanted) {
    for (const column of texts.filter((name) => pattern.test(name))) {
      const value = row[column];
      if (typeof value === 'string' && value.trim() !== '') return value;
    }
  }
  return null;
}
