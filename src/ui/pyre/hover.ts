// What the word under the pointer is: its type, its permission, its meaning. Pure.
import type { QueryOperation } from '../../protocol/catalog.ts';
import { recordAlong, recordNamed, type Knowledge, type KnownField, type KnownRecord } from './knowledge.ts';
import { placeAt, wordAt, type Block } from './scan.ts';
import { meaningOf } from './words.ts';

export interface Hover {
  readonly from: number;
  readonly to: number;
  /** `title String`, `record Post`. */
  readonly title: string;
  /** Sentences below it. */
  readonly lines: readonly string[];
}

/** What is known of the word at `position`; null where nothing is. */
export function hoverAt(text: string, position: number, knowledge: Knowledge): Hover | null {
  const place = placeAt(text, position);
  const word = wordAt(text, position);
  if (place.quiet || !word) return null;
  const found = describe(word.text, place.blocks, knowledge);
  return found && { from: word.from, to: word.to, ...found };
}

type Description = Pick<Hover, 'title' | 'lines'>;

function describe(word: string, blocks: readonly Block[], knowledge: Knowledge): Description | null {
  if (word.startsWith('Session.')) return sessionField(word.slice('Session.'.length), knowledge);
  const field = fieldHere(word, blocks, knowledge);
  if (field) return field;
  const [name = '', column] = word.split('.');
  const record = recordNamed(knowledge, name);
  if (record) {
    const named = column === undefined ? null : record.fields.find((candidate) => candidate.name === column);
    return named ? fieldText(record, named) : recordText(record);
  }
  const union = knowledge.unions.find((candidate) => candidate.name === word);
  if (union) return { title: `type ${union.name}`, lines: union.variants.map(({ text }) => text) };
  const owner = knowledge.unions.find(({ variants }) => variants.some((variant) => variant.name === word));
  const variant = owner?.variants.find((candidate) => candidate.name === word);
  if (owner && variant) return { title: variant.text, lines: [`A variant of ${owner.name}.`] };
  const meaning = meaningOf(word) ?? meaningOf(`@${word}`);
  return meaning === null ? null : { title: word, lines: [meaning] };
}

function sessionField(name: string, knowledge: Knowledge): Description | null {
  const field = knowledge.session.find((candidate) => candidate.name === name.split('.')[0]);
  return field ? { title: `Session.${field.name} ${field.type}`, lines: ['A value of the session that asks.'] } : null;
}

/** A field of the record whose block the word stands in. */
function fieldHere(word: string, blocks: readonly Block[], knowledge: Knowledge): Description | null {
  const [outer, ...inner] = blocks;
  if (!outer) return null;
  const named = /^record\s+(\w+)/.exec(outer.head)?.[1];
  const record = named === undefined ? recordAlong(knowledge, inner) : recordNamed(knowledge, named);
  const field = record?.fields.find((candidate) => candidate.name === word.split('.')[0]);
  return record && field ? fieldText(record, field) : null;
}

function fieldText(record: KnownRecord, field: KnownField): Description {
  const title = `${record.name}.${field.name} ${field.isLink ? '' : field.type}`.trim();
  if (!field.isLink) return { title, lines: field.type.endsWith('?') ? ['May be null.'] : [] };
  return {
    title,
    lines: [`A link to ${field.to ?? 'another record'}: ${field.many ? 'a list' : 'one row, or null'}.`],
  };
}

const OPERATIONS: readonly QueryOperation[] = ['query', 'insert', 'update', 'delete'];

function recordText(record: KnownRecord): Description {
  const permissions = OPERATIONS.flatMap((operation) => {
    const rule = record.permissions[operation];
    return rule === undefined ? [] : [`${operation}: ${rule}`];
  });
  const table =
    record.table === null ? ['Not checked yet.'] : [`Table ${record.table}${record.synced ? '' : ', not synced'}.`];
  return { title: `record ${record.name}`, lines: [...table, ...permissions] };
}
