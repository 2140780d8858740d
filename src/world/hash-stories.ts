// What goes into a client's permission hashes, and what of it changed when one changed [UI-11].
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';
import type { ClientId } from '../base/ids.ts';
import { sameJson } from '../client/same-json.ts';
import type { SchemaAnswer } from '../protocol/catalog.ts';
import type { SessionValues } from '../protocol/session.ts';
import type { ClientView, WorldView } from './view.ts';

/** A session value that a rule reads. */
export interface HashValue {
  /** As the rule writes it: `Session.userId`, `Session.role`. */
  readonly name: string;
  readonly value: JsonValue;
}

/** What a permission hash is made of [SYNC-5]. */
export interface HashInputs {
  /** The query permission, as the schema writes it. */
  readonly rule: string;
  /** Columns with their types, in order. */
  readonly columns: readonly string[];
  /** The session values that the rule reads; others do not matter. */
  readonly values: readonly HashValue[];
}

/** One thing that became another. */
export interface HashDifference {
  /** `rule`, `Session.userId`, `column stars`. */
  readonly what: string;
  /** Null: it was not there. */
  readonly before: string | null;
  readonly after: string | null;
}

/** A table's hash at one client: what is in it, and what was there before. */
export interface HashStory {
  readonly hash: string | null;
  readonly inputs: HashInputs;
  /** The hash before, and what made it another; null where it never changed on this page. */
  readonly former: { readonly hash: string | null; readonly differences: readonly HashDifference[] } | null;
}

/** What goes into the hash; null for a table that is not synced. */
export function hashInputs(schema: SchemaAnswer, session: SessionValues, table: string): HashInputs | null {
  const found = schema.tables.find(({ name }) => name === table);
  if (!found?.synced) return null;
  const rule = found.permissions.query;
  const columns = found.columns.map(({ name, type, nullable }) => `${name} ${type}${optional(type, nullable)}`);
  return { rule, columns, values: sessionPaths(rule).map((path) => ({ name: path, value: valueAt(session, path) })) };
}

function optional(type: string, nullable: boolean): string {
  return nullable && !type.endsWith('?') ? '?' : '';
}

/** Paths such as `Session.role.Guest.host`, each once; what stands in texts is none. */
function sessionPaths(rule: string): readonly string[] {
  const paths = rule.replaceAll(/"[^"]*"/g, '""').match(/\bSession(?:\.\w+)+/g) ?? [];
  return [...new Set(paths)].toSorted();
}

/** A union without a further path is its variant; the payload of another variant is null. */
function valueAt(session: SessionValues, path: string): JsonValue {
  const [, field = '', ...rest] = path.split('.');
  let value: JsonValue = session[field] ?? null;
  for (const part of rest) {
    if (!isJsonObject(value)) return null;
    if (value['_type'] === part) continue;
    const inner: JsonObject = value;
    value = Object.hasOwn(inner, part) ? (inner[part] ?? null) : null;
  }
  return isJsonObject(value) && typeof value['_type'] === 'string' ? value['_type'] : value;
}

/** What differs between two sets of inputs, in the order of reading. */
export function hashDifferences(before: HashInputs, after: HashInputs): readonly HashDifference[] {
  const rule = before.rule === after.rule ? [] : [{ what: 'rule', before: before.rule, after: after.rule }];
  const columns = compared(before.columns.map(named), after.columns.map(named), 'column ');
  const values = compared(before.values.map(shown), after.values.map(shown), '');
  return [...rule, ...values, ...columns];
}

type Named = readonly [name: string, text: string];

function named(column: string): Named {
  const [name = '', ...type] = column.split(' ');
  return [name, type.join(' ')];
}

function shown({ name, value }: HashValue): Named {
  return [name, typeof value === 'string' ? value : JSON.stringify(value)];
}

function compared(before: readonly Named[], after: readonly Named[], prefix: string): readonly HashDifference[] {
  const [former, latter] = [new Map(before), new Map(after)];
  return [...new Set([...former.keys(), ...latter.keys()])].flatMap((name) => {
    const [was, is] = [former.get(name) ?? null, latter.get(name) ?? null];
    return was === is ? [] : [{ what: `${prefix}${name}`, before: was, after: is }];
  });
}

interface Former {
  readonly hash: string | null;
  readonly inputs: HashInputs;
}

/** A client as it was last seen, and what each table's hash was before it changed. */
interface Known {
  readonly view: ClientView;
  readonly schema: SchemaAnswer;
  readonly former: ReadonlyMap<string, Former>;
}

/** Follows the clients of a world. Costs little while neither schema nor sessions change. */
export class HashStories {
  #known = new Map<ClientId, Known>();

  /** Takes notice of a picture of the world. */
  see({ schema, clients }: Pick<WorldView, 'schema' | 'clients'>): void {
    if (!schema) return;
    const known = new Map<ClientId, Known>();
    for (const view of clients) {
      const last = this.#known.get(view.id);
      const same = !last || (last.schema === schema && last.view.session === view.session);
      known.set(view.id, { view, schema, former: same ? (last?.former ?? NONE) : formerOf(last, view, schema) });
    }
    this.#known = known;
  }

  /** The story of a table's hash at a client; null where there is none. */
  of(id: ClientId, table: string): HashStory | null {
    const known = this.#known.get(id);
    const session = known?.view.session;
    const inputs = known && session ? hashInputs(known.schema, session, table) : null;
    if (!known || !inputs) return null;
    const former = known.former.get(table);
    return {
      hash: hashIn(known.view, table),
      inputs,
      former: former ? { hash: former.hash, differences: hashDifferences(former.inputs, inputs) } : null,
    };
  }
}

const NONE: ReadonlyMap<string, Former> = new Map();

/** Tables whose inputs are others now get what they were; the others keep what they had. */
function formerOf(last: Known, view: ClientView, schema: SchemaAnswer): ReadonlyMap<string, Former> {
  const former = new Map(last.former);
  const before = last.view.session;
  if (!before || !view.session) return former;
  for (const { name } of schema.tables) {
    const was = hashInputs(last.schema, before, name);
    const is = hashInputs(schema, view.session, name);
    if (was && is && !sameInputs(was, is)) former.set(name, { hash: hashIn(last.view, name), inputs: was });
  }
  return former;
}

function sameInputs(one: HashInputs, other: HashInputs): boolean {
  if (one.rule !== other.rule || one.columns.join() !== other.columns.join()) return false;
  const values = ({ values: list }: HashInputs) => Object.fromEntries(list.map(({ name, value }) => [name, value]));
  return sameJson(values(one), values(other));
}

function hashIn({ cursor }: ClientView, table: string): string | null {
  return cursor.find((line) => line.table === table)?.permissionHash ?? null;
}
