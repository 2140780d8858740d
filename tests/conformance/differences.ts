// Where we answer differently on purpose: each rule is named, says why, and tells which cases it covers.
import { isJsonObject, type JsonValue } from '../../src/base/json.ts';
import type { Case } from './cases.ts';

export interface Difference {
  readonly name: string;
  readonly reason: string;
  covers(recorded: Case): boolean;
}

const textOf = (value: JsonValue | undefined): string => {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map((part: JsonValue) => textOf(part)).join('\n');
  return isJsonObject(value) ? textOf(Object.values(value)) : '';
};

/** All Pyre text of a case. */
const sourceOf = ({ data }: Case): string =>
  textOf([data.source, data.permission, data.query, data.items].map((part) => part ?? ''));

/** One predicate line that mixes both infix operators without grouping. */
const mixesInfix = (text: string): boolean => {
  const withoutGroups = text.replaceAll(/"[^"]*"/g, '""');
  return withoutGroups.split(/\n|,|\{|\}/).some((line) => line.includes('&&') && line.includes('||'));
};

const text = (recorded: Case, field: string): string => {
  const value = recorded.data[field];
  return typeof value === 'string' ? value : '';
};

const isRefused = (recorded: Case): boolean => recorded.data.verdict === 'error';

/** The kinds of the recorded errors, each once. */
const kindsOf = (recorded: Case): readonly string[] => {
  const errors = Array.isArray(recorded.data.errors) ? recorded.data.errors : [];
  return [...new Set(errors.map((error) => (isJsonObject(error) ? String(error.kind) : '')))];
};

const listOf = (value: JsonValue | undefined): readonly JsonValue[] => (Array.isArray(value) ? value : []);

/** The rows of a delta case, with the key (the first column) in front. */
const rowsOf = (recorded: Case): readonly (readonly [table: string, row: readonly JsonValue[]])[] =>
  listOf(recorded.data.affected).flatMap((group) =>
    isJsonObject(group) ? listOf(group.rows).map((row) => [String(group.table_name), listOf(row)] as const) : [],
  );

const hasRowTwice = (recorded: Case): boolean => {
  const keys = rowsOf(recorded).map(([table, [key]]) => JSON.stringify([table, key]));
  return new Set(keys).size < keys.length;
};

/** A query whose root field holds another selection with assignments. */
const insertsNested = (query: string): boolean =>
  query.trimStart().startsWith('insert') && /=[^{}]*\w+ \{[^{}]*=/.test(query.replaceAll(/"[^"]*"/g, '""'));

export const DIFFERENCES: readonly Difference[] = [
  {
    name: 'what is not synced has no deltas',
    reason: 'a table of a namespace that is not syncable is never synced, also not live [SYNC-14]',
    covers: (recorded) => recorded.kind === 'delta' && recorded.data.schema === 'guild',
  },
  {
    name: 'a row twice in one mutation',
    reason: 'several writes of one row in one mutation are told once, as the row is in the end [SYNC-2]',
    covers: (recorded) => recorded.kind === 'delta' && hasRowTwice(recorded),
  },
  {
    name: 'nulls where the schema has none',
    reason:
      'a comparison with null is unknown, as in SQLite, also where the schema promises that there is no null [PERM-1]',
    covers: (recorded) =>
      recorded.kind === 'delta' &&
      rowsOf(recorded).some(([, [, ...rest]]) => rest.length > 0 && rest.every((value) => value === null)),
  },
  {
    name: 'an unknown table without rows',
    reason: 'changes are told row by row, so a group without rows says nothing that could be wrong',
    covers: (recorded) =>
      recorded.kind === 'delta' && recorded.data.error !== undefined && rowsOf(recorded).length === 0,
  },
  {
    name: 'documents as text',
    reason: 'documents come to the deltas parsed; a text in a Json column is a document that is a text',
    covers: (recorded) => recorded.kind === 'delta' && text(recorded, 'note').startsWith('JSON column'),
  },
  {
    name: 'nested inserts answer their children',
    reason: 'the rows that a nested insert makes are part of its answer, as documented',
    covers: (recorded) => recorded.kind === 'result' && insertsNested(text(recorded, 'query')),
  },
  {
    name: 'giving a row away',
    reason:
      'an update is judged on the row before and on the row after: nobody hands a row to whom they may not write [PERM-2]',
    covers: (recorded) => recorded.kind === 'result' && text(recorded, 'note').includes('away'),
  },
  {
    name: 'writes read what may be queried',
    reason:
      'an update or delete chooses rows by what is in them only among rows that may be queried, and answers with those alone [PERM-2]',
    covers: (recorded) =>
      recorded.kind === 'result' &&
      ['school', 'guild'].includes(text(recorded, 'schema')) &&
      text(recorded, 'query').startsWith('delete'),
  },
  {
    name: 'keys that begin with an underscore',
    reason: 'an alias is answered, whatever its first letter',
    covers: (recorded) => recorded.kind === 'result' && /^\s*_\w+:/m.test(text(recorded, 'query')),
  },
  {
    name: 'unknown payload fields',
    reason: 'a value for a payload field that the variant does not have is refused, not dropped',
    covers: (recorded) =>
      recorded.kind === 'query' && !isRefused(recorded) && text(recorded, 'label').includes('variant Draft {'),
  },
  {
    name: 'a comment ends the file',
    reason: 'a comment needs no line end behind it when it is the last thing in the file',
    covers: (recorded) =>
      isRefused(recorded) && /\/\/[^\n]*$/.test(text(recorded, 'query') || text(recorded, 'source')),
  },
  {
    name: 'several @where',
    reason: 'several @where on one field are all required, as documented',
    covers: (recorded) => kindsOf(recorded).join() === 'MultipleWheres',
  },
  {
    name: 'constants in @where',
    reason: 'True and False are conditions in @where too, as documented',
    covers: (recorded) => isRefused(recorded) && /@where \{\s*(?:True|False)\s*\}/.test(text(recorded, 'query')),
  },
  {
    name: 'floats below one',
    reason: 'a float may start with 0',
    covers: (recorded) => isRefused(recorded) && /(?<![\d.])0\.\d/.test(sourceOf(recorded)),
  },
  {
    name: 'in takes a list',
    reason: '`in` with something that is no list on the right made broken SQL; it is a type mismatch',
    covers: (recorded) =>
      recorded.kind === 'query' && !isRefused(recorded) && / in Session\./.test(text(recorded, 'query')),
  },
  {
    name: 'inserting through a link that starts elsewhere',
    reason: 'what is inside the braces of a link that cannot be inserted through is not complained of as well',
    covers: (recorded) =>
      kindsOf(recorded).toSorted().join() === 'InsertNestedValueAutomaticallySet,LinksDisallowedInInserts',
  },
  {
    name: 'payload fields on one line',
    reason: 'payload fields need a comma or a line end between them; that is said where it is missing',
    covers: (recorded) =>
      isRefused(recorded) && /[A-Z]\w* \{ *\w+ = (?:"[^"]*"|\w+) +\w+ = /.test(text(recorded, 'query')),
  },
  {
    name: 'blanks in @allow',
    reason: 'blanks around the operations of @allow do no harm',
    covers: (recorded) => isRefused(recorded) && /@allow\((?:\s|[^)]*\s[,)])/.test(text(recorded, 'source')),
  },
  {
    name: 'mixed infix operators',
    reason: 'a chain that mixes && and || reads two ways; it is refused and both readings are shown',
    covers: (recorded) => mixesInfix(sourceOf(recorded)),
  },
];
