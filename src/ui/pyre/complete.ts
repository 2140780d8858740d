// What may stand at a position of Pyre text: the words of the language and the names of the project. Pure.
import { recordAlong, recordNamed, type Knowledge, type KnownField, type KnownRecord } from './knowledge.ts';
import { placeAt, type Block } from './scan.ts';
import {
  CONDITIONS,
  FIELD_DIRECTIVES,
  FILE_DIRECTIVES,
  OPERATIONS,
  QUERY_DIRECTIVES,
  RECORD_DIRECTIVES,
  SCHEMA_KEYWORDS,
  TYPES,
  type Explained,
} from './words.ts';

export interface Offer {
  readonly label: string;
  /** What is put in, where that is more than the label. */
  readonly put: string;
  /** A short note beside it: its type. */
  readonly detail: string;
  /** A sentence about it. */
  readonly text: string;
  readonly kind: 'keyword' | 'directive' | 'type' | 'record' | 'field' | 'link' | 'session' | 'parameter' | 'value';
}

export interface Offers {
  /** Index at which what is typed so far begins. */
  readonly from: number;
  readonly offers: readonly Offer[];
}

export interface CompletionRequest {
  readonly text: string;
  readonly position: number;
  /** Whether the file holds schema or queries. */
  readonly isSchema: boolean;
  readonly knowledge: Knowledge;
  /** Whether a person asked: then words are offered before anything is typed. */
  readonly asked: boolean;
}

/** The offers at a position; null where there are none. */
export function completionsAt(request: CompletionRequest): Offers | null {
  const { text, position } = request;
  const place = placeAt(text, position);
  if (place.quiet) return null;
  const typed = /[@$]?[\w.]*$/.exec(place.line)?.[0] ?? '';
  if (typed === '' && !request.asked) return null;
  const before = place.line.slice(0, place.line.length - typed.length);
  const whole = offersFor(request, place.blocks, typed, before);
  if (whole.length === 0) return null;
  const dot = typed.lastIndexOf('.');
  const dotted = dot >= 0 && !whole.some(({ label }) => label.includes('.'));
  return { from: position - typed.length + (dotted ? dot + 1 : 0), offers: whole };
}

function offersFor(
  { isSchema, knowledge, text }: CompletionRequest,
  blocks: readonly Block[],
  typed: string,
  before: string,
): readonly Offer[] {
  if (typed.startsWith('Session.')) return sessionOffers(knowledge, '');
  if (typed.startsWith('$')) return parameterOffers(text, blocks[0]);
  return isSchema
    ? schemaOffers(knowledge, blocks, typed, before)
    : queryOffers(knowledge, text, blocks, typed, before);
}

function schemaOffers(knowledge: Knowledge, blocks: readonly Block[], typed: string, before: string): readonly Offer[] {
  const [outer, inner] = blocks;
  if (!outer) return before.trim() === '' ? words([...SCHEMA_KEYWORDS, ...FILE_DIRECTIVES], typed) : [];
  const record = recordNamed(knowledge, /^record\s+(\w+)/.exec(outer.head)?.[1] ?? '');
  if (inner && /^@allow|^exists/.test(inner.head)) return conditionOffers(knowledge, record, typed, before);
  if (/@link\([^)]*$/.test(before)) return linkOffers(knowledge, record, before);
  if (typed.startsWith('@')) return words(before.trim() === '' ? RECORD_DIRECTIVES : FIELD_DIRECTIVES, typed);
  if (/^\s*(?:[A-Z]\w*\s*\{.*?)?[a-z_]\w*:?\s+$/.test(before)) return typeOffers(knowledge);
  return before.trim() === '' ? words(RECORD_DIRECTIVES, typed) : [];
}

/** Left of a comparison stands a field or a session value; right of it a value. */
function conditionOffers(
  knowledge: Knowledge,
  record: KnownRecord | null,
  typed: string,
  before: string,
): readonly Offer[] {
  const session = sessionOffers(knowledge, 'Session.');
  if (/(?:==|!=|>=|<=|[=<>]|\bin)\s*$/.test(before)) return [...session, ...valueOffers(knowledge, record, before)];
  const fields = (record?.fields ?? []).filter(({ isLink }) => !isLink).map(fieldOffer);
  return [...fields, ...session, ...words(CONDITIONS, typed)];
}

/** The values of the field that is compared: variants of its union, True and False of a Bool. */
function valueOffers(knowledge: Knowledge, record: KnownRecord | null, before: string): readonly Offer[] {
  const [, path = ''] = /([\w.]+)\s*(?:==|!=|>=|<=|[=<>]|in)\s*$/.exec(before) ?? [];
  const named = path.startsWith('Session.')
    ? knowledge.session.find(({ name }) => name === path.slice('Session.'.length))
    : record?.fields.find(({ name }) => name === path);
  const type = (named?.type ?? '').replace(/\?$/, '');
  if (type === 'Bool') return ['True', 'False'].map((label) => offer('value', label, { detail: 'Bool' }));
  const union = knowledge.unions.find(({ name }) => name === type);
  return (union?.variants ?? []).map(({ name, text }) => offer('value', name, { detail: type, text }));
}

function linkOffers(knowledge: Knowledge, record: KnownRecord | null, before: string): readonly Offer[] {
  const foreign = knowledge.records.flatMap(({ name, fields }) =>
    fields
      .filter(({ isLink }) => !isLink)
      .map((field) => offer('link', `${name}.${field.name}`, { detail: field.type })),
  );
  if (/@link\([^),]*,\s*$/.test(before)) return foreign;
  return [...(record?.fields ?? []).filter(({ isLink }) => !isLink).map(fieldOffer), ...foreign];
}

function typeOffers(knowledge: Knowledge): readonly Offer[] {
  const unions = knowledge.unions.map(({ name, variants }) =>
    offer('type', name, { detail: 'union', text: variants.map((variant) => variant.text).join(' | ') }),
  );
  const ids = knowledge.records.flatMap(({ name, fields }) =>
    fields
      .filter(({ type }) => type.startsWith('Id.') || type === `${name}.id`)
      .map((field) => offer('type', `${name}.${field.name}`, { detail: 'id', text: `A key of ${name}.` })),
  );
  return [...words(TYPES, '', 'type'), ...unions, ...ids];
}

function queryOffers(
  knowledge: Knowledge,
  text: string,
  blocks: readonly Block[],
  typed: string,
  before: string,
): readonly Offer[] {
  const [operation, ...rest] = blocks;
  if (!operation) return before.trim() === '' ? words(OPERATIONS, typed) : parameterTypes(knowledge, before);
  if (rest.length === 0) return knowledge.records.map((record) => recordOffer(record));
  const inWhere = rest.at(-1)?.head.startsWith('@where') ?? false;
  const record = recordAlong(knowledge, rest);
  if (/@sort\(\s*\w*$/.test(before + typed)) return columnsOf(record);
  if (/@sort\([^,)]*,\s*\w*$/.test(before + typed)) return ['Asc', 'Desc'].map((label) => offer('value', label, {}));
  const values = [...parameterOffers(text, operation), ...sessionOffers(knowledge, 'Session.')];
  if (inWhere) return isRightSide(before) ? [...values, ...valueOffers(knowledge, record, before)] : columnsOf(record);
  if (isRightSide(before)) return [...values, ...valueOffers(knowledge, record, before)];
  if (typed.startsWith('@')) return words(QUERY_DIRECTIVES, typed);
  const all = offer('field', '*', { text: 'All columns.' });
  return [...(record?.fields ?? []).map(fieldOffer), all, ...words(QUERY_DIRECTIVES, '')];
}

function isRightSide(before: string): boolean {
  return /(?:==|!=|>=|<=|[=<>]|\bin)\s*$/.test(before);
}

function parameterTypes(knowledge: Knowledge, before: string): readonly Offer[] {
  if (!/\$\w+\s*:?\s*$/.test(before)) return [];
  const ids = knowledge.records.map(({ name }) => offer('type', `${name}.id`, { detail: 'id' }));
  const unions = knowledge.unions.map(({ name }) => offer('type', name, { detail: 'union' }));
  return [...words(TYPES, '', 'type'), ...unions, ...ids];
}

function parameterOffers(text: string, operation: Block | undefined): readonly Offer[] {
  if (!operation) return [];
  const head = text.slice(text.lastIndexOf('\n', operation.from - 1) + 1, operation.from);
  return [...head.matchAll(/\$(\w+)\s*:?\s*([^,)]*)/g)].map(([, name = '', type = '']) =>
    offer('parameter', `$${name}`, { detail: type.trim(), text: 'An argument of this operation.' }),
  );
}

function sessionOffers(knowledge: Knowledge, prefix: string): readonly Offer[] {
  return knowledge.session.map(({ name, type }) =>
    offer('session', `${prefix}${name}`, { detail: type, text: 'A value of the session that asks.' }),
  );
}

function columnsOf(record: KnownRecord | null): readonly Offer[] {
  return (record?.fields ?? []).filter(({ isLink }) => !isLink).map(fieldOffer);
}

function fieldOffer({ name, type, isLink, to }: KnownField): Offer {
  const text = isLink && to !== null ? `A link to ${to}.` : '';
  return offer(isLink ? 'link' : 'field', name, { put: isLink ? `${name} { }` : name, detail: type, text });
}

function recordOffer({ name, root, permissions }: KnownRecord): Offer {
  const text = permissions.query === undefined ? '' : `May be queried when ${permissions.query}`;
  return offer('record', root, { put: `${root} { }`, detail: name, text });
}

function words(list: readonly Explained[], typed: string, kind: Offer['kind'] = 'keyword'): readonly Offer[] {
  return list
    .filter(({ word }) => !typed.startsWith('@') || word.startsWith('@'))
    .map(({ word, tail = '', text }) =>
      offer(word.startsWith('@') ? 'directive' : kind, word, { put: word + tail, text }),
    );
}

function offer(kind: Offer['kind'], label: string, rest: Partial<Offer>): Offer {
  return { kind, label, put: rest.put ?? label, detail: rest.detail ?? '', text: rest.text ?? '' };
}
