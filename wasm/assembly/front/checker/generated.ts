// The operations that every record is given: `PostCreate`, `PostUpdate`, `PostDelete`. They are written as text and go the same
// way as any other, so that a person can read what they do.
import { Field, Managed, Record } from '../../model';
import { leadsToAuthority } from './authority';
import { declaredText } from './types';

const INDENT = '    ';

export const generatedSuffixes: string[] = ['Create', 'Update', 'Delete'];

/** The three operations of a record, as text. */
export function generatedSource(record: Record): string {
  return createSource(record) + '\n' + updateSource(record) + '\n' + deleteSource(record);
}

/** Sets every column but counted keys and managed times; answers with all columns. */
function createSource(record: Record): string {
  const set: Field[] = [];
  for (let i = 0; i < record.fields.length; i++) {
    const field = record.fields[i];
    if (!field.generatedKey && isSettable(field)) set.push(field);
  }
  return operation('insert', record, 'Create', set, '', body(record, set));
}

/** Sets what is given of all columns but the key and those that decide who may update; answers with all columns. */
function updateSource(record: Record): string {
  const set: Field[] = [];
  for (let i = 0; i < record.fields.length; i++) {
    const field = record.fields[i];
    if (field != record.primaryKey && isSettable(field) && !leadsToAuthority(record, field)) set.push(field);
  }
  return operation('update', record, 'Update', [record.primaryKey].concat(set), where(record), body(record, set));
}

/** Answers with the key. */
function deleteSource(record: Record): string {
  const key = record.primaryKey;
  return operation('delete', record, 'Delete', [key], where(record), line(key.name));
}

function isSettable(field: Field): bool {
  return field.managed == Managed.None;
}

function where(record: Record): string {
  const key = record.primaryKey.name;
  return line('@where { ' + key + ' == $' + key + ' }') + '\n';
}

function body(record: Record, set: Field[]): string {
  let text = '';
  for (let i = 0; i < record.fields.length; i++) {
    const name = record.fields[i].name;
    text += line(set.includes(record.fields[i]) ? name + ' = $' + name : name);
  }
  return text;
}

function line(text: string): string {
  return INDENT + INDENT + text + '\n';
}

function operation(word: string, record: Record, suffix: string, params: Field[], head: string, body: string): string {
  const texts: string[] = [];
  for (let i = 0; i < params.length; i++) {
    texts.push(
      '$' + params[i].name + ': ' + declaredText(params[i].type, params[i].name) + (params[i].nullable ? '?' : ''),
    );
  }
  const list = texts.length > 0 ? '(' + texts.join(', ') + ')' : '';
  return (
    word + ' ' + record.name + suffix + list + ' {\n' + INDENT + record.key + ' {\n' + head + body + INDENT + '}\n}\n'
  );
}
