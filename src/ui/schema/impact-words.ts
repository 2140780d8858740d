// What applying would do, in words: who gains and loses what, who resyncs, and which steps the database takes. Pure.
import type { SchemaAnswer, SchemaTable } from '../../protocol/catalog.ts';
import type { TableImpact } from '../../protocol/impact.ts';
import type { ClientImpact, ImpactView } from '../../world/project.ts';
import { count, counted, listed } from '../format.ts';

/** Clients told one by one in the sentence. */
const NAMED = 3;

/** `Ann gains 2 posts, Ben loses 1, 3 clients resync.` Those who notice most come first, as in the table. */
export function impactSentence(impact: ImpactView): string {
  const moved = impact.clients
    .filter((client) => client.tables.some(({ gained, lost }) => gained.count + lost.count > 0))
    .toSorted((one, other) => weight([other]) - weight([one]));
  const resyncing = impact.clients.filter(({ tables }) => tables.length > 0).length + impact.elsewhere;
  const parts = moved.slice(0, NAMED).map(clientPhrase);
  if (moved.length > NAMED) parts.push(moreText(moved.length - NAMED));
  if (resyncing > 0) parts.push(`${counted(resyncing, 'client')} ${resyncing === 1 ? 'resyncs' : 'resync'}`);
  if (parts.length === 0)
    return impact.migration.length > 0 ? 'Nobody’s view changes.' : 'Nothing changes for anybody.';
  const sentence = parts.join(', ');
  return `${sentence}${resyncing > 0 && moved.length === 0 ? '; nobody gains or loses a row' : ''}.`;
}

function moreText(number: number): string {
  return number === 1 ? 'another client sees other rows' : `${count(number)} more clients see other rows`;
}

/** `Ann gains 2 posts and loses 1 user`. */
function clientPhrase({ name, tables }: ClientImpact): string {
  const phrases = tables.flatMap(({ table, gained, lost }) => [
    ...(gained.count > 0 ? [`gains ${rows(gained.count, table)}`] : []),
    ...(lost.count > 0 ? [`loses ${rows(lost.count, table)}`] : []),
  ]);
  return `${name} ${phrases.join(' and ')}`;
}

/** `1 of posts` would read badly: one row of `posts` is `1 post`. */
function rows(number: number, table: string): string {
  return `${count(number)} ${number === 1 ? singular(table) : table}`;
}

function singular(table: string): string {
  if (table.endsWith('ies')) return `${table.slice(0, -3)}y`;
  return table.endsWith('s') && !table.endsWith('ss') ? table.slice(0, -1) : table;
}

/** Keys named of a sample. */
const KEYS_SHOWN = 4;

/** The keys of a sample: `3, 7 and 12 more`. */
export function keysText({ count: total, keys }: TableImpact['gained']): string {
  if (total === 0) return '';
  const shown = keys.slice(0, KEYS_SHOWN).map(String);
  const rest = total - shown.length;
  return rest > 0 ? `${shown.join(', ')} and ${count(rest)} more` : listed(shown, shown.length);
}

/** Whether two clients would notice exactly the same: then one line tells of both. */
export function sameImpact(one: ClientImpact, other: ClientImpact): boolean {
  return JSON.stringify([one.session, one.tables]) === JSON.stringify([other.session, other.tables]);
}

/** Clients that notice the same, together; those that notice nothing last. */
export function impactGroups(clients: readonly ClientImpact[]): readonly (readonly ClientImpact[])[] {
  const groups = new Map<string, ClientImpact[]>();
  for (const client of clients) {
    const key = JSON.stringify([client.session, client.tables]);
    const group = groups.get(key);
    if (group) group.push(client);
    else groups.set(key, [client]);
  }
  return [...groups.values()].toSorted((one, other) => weight(other) - weight(one));
}

function weight([client]: readonly ClientImpact[]): number {
  return (client?.tables ?? []).reduce((sum, { gained, lost }) => sum + gained.count + lost.count + 1, 0);
}

/** Steps from one schema to the other, a line each: tables, columns, permissions, what is synced. */
export function schemaSteps(before: SchemaAnswer | null, after: SchemaAnswer): readonly string[] {
  const former = new Map((before?.tables ?? []).map((table) => [table.name, table]));
  const latter = new Set(after.tables.map(({ name }) => name));
  const gone = [...former.keys()].filter((name) => !latter.has(name)).map((name) => `${name}: the table goes`);
  const steps = after.tables.flatMap((table) => {
    const old = former.get(table.name);
    return old ? tableSteps(old, table) : [`${table.name}: a new table`];
  });
  const session = JSON.stringify(before?.session) === JSON.stringify(after.session) ? [] : ['session: other values'];
  return [...session, ...gone, ...steps];
}

function tableSteps(before: SchemaTable, after: SchemaTable): readonly string[] {
  const say = (text: string) => `${after.name}: ${text}`;
  const old = new Map(before.columns.map((column) => [column.name, column]));
  const kept = new Set(after.columns.map(({ name }) => name));
  const columns = after.columns.flatMap((column) => {
    const was = old.get(column.name);
    if (!was) return [say(`a new column ${column.name}`)];
    const same = was.type === column.type && was.nullable === column.nullable;
    return same ? [] : [say(`${column.name} becomes ${column.type}${column.nullable ? ', may be null' : ''}`)];
  });
  const dropped = before.columns
    .filter(({ name }) => !kept.has(name))
    .map(({ name }) => say(`the column ${name} goes`));
  const operations = ['query', 'insert', 'update', 'delete'] as const;
  const rules = operations
    .filter((operation) => before.permissions[operation] !== after.permissions[operation])
    .map((operation) => say(`${operation} when ${after.permissions[operation]}`));
  const sync =
    before.synced === after.synced ? [] : [say(after.synced ? 'is synced from now on' : 'is synced no longer')];
  return [...columns, ...dropped, ...rules, ...sync];
}
