// What a client knows beyond one connection, and how that knowledge changes.
import { asSessionId } from '../base/ids.ts';
import type { JsonValue } from '../base/json.ts';
import type { SchemaAnswer } from '../protocol/catalog.ts';
import type { CursorEntry, SyncCursor } from '../protocol/rows.ts';
import type { SessionValues } from '../protocol/session.ts';
import type { CacheMeta } from './persistence.ts';
import { sameJson } from './same-json.ts';
import type { Known, Stamps } from './sync-types.ts';

/** Session field that says who a session is; where a schema has none, any change of values is a change of user. */
const USER_FIELD = 'userId';

export const NOTHING_KNOWN: Known = {
  sessionId: null,
  session: null,
  databaseEpoch: null,
  serverRevision: 0,
  cursor: { tables: {} },
  schema: null,
  keys: new Map(),
  pagedUntil: -1,
  pagesApplied: 0,
  storage: 'memory',
  storageError: null,
  lastError: null,
};

/** The part that is stored with the rows. */
export function metaOf(known: Known): CacheMeta {
  const { sessionId, session, databaseEpoch, serverRevision, cursor, schema } = known;
  return { sessionId, session, databaseEpoch, serverRevision, cursor, schema };
}

/** Takes over what was stored; a session that was handed in goes before the stored one. */
export function remembered(known: Known, cache: CacheMeta): Known {
  const sessionId = known.sessionId ?? (cache.sessionId === null ? null : asSessionId(cache.sessionId));
  const keys = cache.schema === null ? known.keys : primaryKeys(cache.schema);
  return { ...known, ...cache, sessionId, keys };
}

/** Whether two sessions are the same user's [SYNC-6]. */
export function sameUser(left: SessionValues, right: SessionValues): boolean {
  const named = Object.hasOwn(left, USER_FIELD) && Object.hasOwn(right, USER_FIELD);
  if (named) return sameJson(userOf(left), userOf(right));
  return sameJson(left, right);
}

function userOf(session: SessionValues): JsonValue {
  return session[USER_FIELD] ?? null;
}

/** The same knowledge without a cursor: everything is to be read anew. */
export function withoutCursor(known: Known): Known {
  return { ...known, cursor: { tables: {} } };
}

/** Another lifetime of the database: stamps, revisions and cursors of the old one mean nothing [SYNC-12]. */
export function withEpoch(known: Known, databaseEpoch: string | null): Known {
  if (known.databaseEpoch === databaseEpoch) return known;
  return { ...withoutCursor(known), databaseEpoch, serverRevision: 0, pagedUntil: -1 };
}

/** Takes a schema over; `dropTables` are the tables whose rows it no longer gives a meaning. */
export function withSchema(known: Known, schema: SchemaAnswer): { known: Known; dropTables: string[] } {
  const keys = primaryKeys(schema);
  const dropTables = [...known.keys].filter(([table, key]) => keys.get(table) !== key).map(([table]) => table);
  const entries = Object.entries(known.cursor.tables);
  const tables = Object.fromEntries(entries.filter(([table]) => keys.has(table) && !dropTables.includes(table)));
  const cursor = Object.keys(tables).length === entries.length ? known.cursor : { tables };
  const same = known.schema !== null && sameJson(asJson(known.schema), asJson(schema));
  return { known: { ...known, schema: same ? known.schema : schema, keys, cursor }, dropTables };
}

/** Whether a page moved the cursor at all. */
export function sameCursor(left: SyncCursor, right: SyncCursor): boolean {
  const names = Object.keys(left.tables);
  if (names.length !== Object.keys(right.tables).length) return false;
  return names.every((name) => sameEntry(left.tables[name], right.tables[name]));
}

function sameEntry(left: CursorEntry | undefined, right: CursorEntry | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  const sameRule = left.permission_hash === right.permission_hash && left.since === right.since;
  return sameRule && left.last_seen_updated_at === right.last_seen_updated_at;
}

/** Per table the higher of both. */
export function highest(left: Stamps, right: Stamps): Stamps {
  const merged: Record<string, number> = { ...left };
  for (const [table, stamp] of Object.entries(right)) merged[table] = Math.max(merged[table] ?? -1, stamp);
  return merged;
}

/** One map a schema: clients of one page share the schema, and by the map they know that they do. */
const keysOfSchemas = new WeakMap<SchemaAnswer, ReadonlyMap<string, string>>();

function primaryKeys(schema: SchemaAnswer): ReadonlyMap<string, string> {
  let keys = keysOfSchemas.get(schema);
  if (!keys) {
    const synced = schema.tables.filter((table) => table.synced);
    keys = new Map(synced.map((table) => [table.name, table.primaryKey]));
    keysOfSchemas.set(schema, keys);
  }
  return keys;
}

function asJson(schema: SchemaAnswer): JsonValue {
  return schema as unknown as JsonValue;
}
