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

export const DIFFERENCES: readonly Difference[] = [
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
