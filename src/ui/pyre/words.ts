// What the words of the language mean, a sentence each: shown beside completions and under the pointer. Pure.

export interface Explained {
  readonly word: string;
  readonly text: string;
  /** What stands behind the word where it is completed. */
  readonly tail?: string;
}

export const SCHEMA_KEYWORDS: readonly Explained[] = [
  { word: 'record', text: 'A table: one field a line, one @id, and permissions that cover all four operations.' },
  { word: 'type', text: 'A union: one of several variants, each with fields of its own or without.' },
  { word: 'session', text: 'What a session knows of its user. Permissions and queries read it as Session.field.' },
];

export const OPERATIONS: readonly Explained[] = [
  { word: 'query', text: 'Reads rows that the query permission allows.' },
  { word: 'insert', text: 'Writes a row; the permission is checked on the row as it would be.' },
  { word: 'update', text: 'Changes rows; the permission is checked on each row before and after.' },
  { word: 'delete', text: 'Removes rows that the delete permission allows.' },
];

export const RECORD_DIRECTIVES: readonly Explained[] = [
  {
    word: '@allow',
    tail: '(query) { }',
    text: 'Who may do it: rows that satisfy the condition. (*) means all four operations.',
  },
  { word: '@public', text: 'Everybody may do everything.' },
  { word: '@timestamps', text: 'Adds createdAt and updatedAt, kept by the database.' },
  { word: '@tablename', tail: '("")', text: 'The name of the SQL table.' },
  { word: '@index', tail: '()', text: 'An index over several columns, ascending or descending.' },
  { word: '@unique', tail: '()', text: 'No two rows have the same values in these columns.' },
  { word: '@watch', text: 'Marks inserts as watched; the SQL is the same.' },
];

export const FIELD_DIRECTIVES: readonly Explained[] = [
  { word: '@id', text: 'The primary key. Each record has exactly one.' },
  { word: '@unique', text: 'No two rows have the same value here.' },
  { word: '@index', text: 'An index on this column.' },
  { word: '@default', tail: '()', text: 'The value where an insert gives none; now for a DateTime.' },
  { word: '@createdAt', text: 'The moment of the insert, kept by the database.' },
  { word: '@updatedAt', text: 'The moment of the last write, kept by the database.' },
  {
    word: '@link',
    tail: '()',
    text: 'A way to another record: @link(ownColumn, Record.field), or @link(Record.field) from the own id.',
  },
];

export const FILE_DIRECTIVES: readonly Explained[] = [
  { word: '@syncable', tail: '(false)', text: 'Keeps these tables out of sync: they can only be asked by queries.' },
];

export const QUERY_DIRECTIVES: readonly Explained[] = [
  { word: '@where', tail: ' { }', text: 'Only rows that satisfy the condition, beside the permission.' },
  { word: '@sort', tail: '()', text: 'The order of the rows: @sort(column, Asc) or Desc.' },
  { word: '@limit', tail: '()', text: 'So many rows at most.' },
];

export const TYPES: readonly Explained[] = [
  { word: 'Int', text: 'A whole number, exact to 2^53.' },
  { word: 'Float', text: 'A number with a fraction.' },
  { word: 'String', text: 'Text.' },
  { word: 'Bool', text: 'True or False; stored as 1 or 0.' },
  { word: 'DateTime', text: 'A moment, stored as whole seconds since 1970.' },
  { word: 'Date', text: 'A day, stored as text: 2026-03-01.' },
  { word: 'Json', text: 'Any JSON document; Json<T> is checked against T.' },
  { word: 'Id.Int', text: 'A numbered key; an id of one record does not fit another.' },
  { word: 'Id.Uuid', text: 'A key that whoever inserts brings along.' },
  { word: 'List', tail: '<>', text: 'A list, inside Json<…> only.' },
  { word: 'Dict', tail: '<>', text: 'Values by text keys, inside Json<…> only.' },
];

export const CONDITIONS: readonly Explained[] = [
  { word: 'True', text: 'Always holds: everybody, every row.' },
  { word: 'False', text: 'Never holds: nobody.' },
  { word: 'And', tail: '()', text: 'All of these hold.' },
  { word: 'Or', tail: '()', text: 'At least one of these holds.' },
  {
    word: 'exists',
    text: 'A linked row satisfies a condition. Tables whose query permission asks other tables are not synced.',
  },
];

const ALL: readonly (readonly Explained[])[] = [
  SCHEMA_KEYWORDS,
  OPERATIONS,
  FIELD_DIRECTIVES,
  RECORD_DIRECTIVES,
  FILE_DIRECTIVES,
  QUERY_DIRECTIVES,
  TYPES,
  CONDITIONS,
];

/** What a word of the language means; null for any other word. */
export function meaningOf(word: string): string | null {
  for (const words of ALL) for (const each of words) if (each.word === word) return each.text;
  return null;
}
