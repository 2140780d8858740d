// The schemas with data that cases refer to by name.
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/base/json.ts';
import { readVectors } from './cases.ts';

export interface Fixture {
  readonly source: string;
  readonly seed: readonly string[];
  readonly sessions: Readonly<Record<string, JsonObject>>;
}

const fixtures = readVectors('fixtures.json');
const deltaSchemas = readVectors('delta_schemas.json');
const permissions = readVectors('permission_fixture.json');

export function fixture(name: string): Fixture {
  const entry = fixtures[name];
  if (!isJsonObject(entry)) throw new Error(`no fixture ${name}`);
  return {
    source: unambiguous(String(entry.source)),
    seed: Array.isArray(entry.seed) ? entry.seed.map(String) : [],
    sessions: sessionsOf(entry.sessions),
  };
}

export function deltaSchema(name: string): string {
  return unambiguous(String(deltaSchemas[name]));
}

/** One fixture mixes && and || in a chain, which we refuse: here it says by name what was recorded, left to right. */
function unambiguous(source: string): string {
  return source.replace(
    'teacherId == Session.teacherId || open == True && seats > 10',
    'And(Or(teacherId == Session.teacherId, open == True), seats > 10)',
  );
}

/** The schema, sessions and rows of permission cases. */
export const permissionFixture = {
  headers: Array.isArray(permissions.headers) ? permissions.headers.map(String) : [],
  rows: (Array.isArray(permissions.affected_rows)
    ? permissions.affected_rows
    : []) as readonly (readonly JsonValue[])[],
  sessions: sessionsOf(permissions.sessions),
  source(permission: string): string {
    const rule =
      permission === '@public'
        ? '    @public\n'
        : `    @allow(query) { ${permission} }\n    @allow(insert, update, delete) { False }\n`;
    return `${String(permissions.schema_head)}record Entry {\n${rule}${String(permissions.schema_columns)}`;
  },
};

function sessionsOf(value: JsonValue | undefined): Record<string, JsonObject> {
  if (!isJsonObject(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((entry): entry is [string, JsonObject] => isJsonObject(entry[1])),
  );
}
