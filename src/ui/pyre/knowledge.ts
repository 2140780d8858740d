// What the editor knows of a project: records, fields, types and session values, from the engine's catalog and the text itself. Pure.
import type { QueryOperation, SchemaAnswer, SchemaTable, TypedField } from '../../protocol/catalog.ts';
import { typeText } from '../fields/type-text.ts';
import type { Block } from './scan.ts';

export interface KnownField {
  readonly name: string;
  /** As the schema writes it, `?` included; for a link the record that it leads to. */
  readonly type: string;
  readonly isLink: boolean;
  /** For a link: the record, and whether it gives a list. */
  readonly to: string | null;
  readonly many: boolean;
}

export interface KnownRecord {
  readonly name: string;
  /** Name in queries: with its first letter lowered. */
  readonly root: string;
  /** SQL table; null where only the text knows the record. */
  readonly table: string | null;
  readonly synced: boolean;
  readonly fields: readonly KnownField[];
  readonly permissions: Readonly<Partial<Record<QueryOperation, string>>>;
}

export interface KnownUnion {
  readonly name: string;
  /** Variants as the schema writes them: `Blocked { reason String }`. */
  readonly variants: readonly { readonly name: string; readonly text: string }[];
}

export interface Knowledge {
  readonly records: readonly KnownRecord[];
  readonly unions: readonly KnownUnion[];
  readonly session: readonly { readonly name: string; readonly type: string }[];
}

export const NO_KNOWLEDGE: Knowledge = { records: [], unions: [], session: [] };

/** What the catalog tells, and names that only `texts` (the schema files as they are typed) know yet. */
export function knowledgeOf(schema: SchemaAnswer | null, texts: readonly string[]): Knowledge {
  const records = (schema?.tables ?? []).map((table) => recordOf(table, schema?.tables ?? []));
  const unions = (schema?.unions ?? []).map(({ name, variants }) => ({
    name,
    variants: variants.map((variant) => ({ name: variant.name, text: variantText(variant.name, variant.fields) })),
  }));
  const session = (schema?.session ?? []).map((field) => ({ name: field.name, type: fieldType(field) }));
  return {
    records: [...records, ...newRecords(texts, records)],
    unions: [...unions, ...newUnions(texts, unions)],
    session,
  };
}

/** The record of this name, as a schema or as a query writes it. */
export function recordNamed(knowledge: Knowledge, name: string): KnownRecord | null {
  return knowledge.records.find((record) => record.name === name || record.root === name) ?? null;
}

/**
 * The record that blocks inside an operation lead to: from the root along the links that the heads name. An alias stands
 * before a colon; blocks such as `@where` stay where they are.
 */
export function recordAlong(knowledge: Knowledge, blocks: readonly Block[]): KnownRecord | null {
  const names = blocks
    .filter(({ head }) => !head.startsWith('@'))
    .map(({ head }) => /(?:\w+:\s*)?(\w+)\s*$/.exec(head)?.[1] ?? '');
  const [root = '', ...links] = names;
  return links.reduce<KnownRecord | null>(
    (record, link) => {
      const to = record?.fields.find((field) => field.name === link)?.to;
      return to === undefined || to === null ? null : recordNamed(knowledge, to);
    },
    recordNamed(knowledge, root),
  );
}

function recordOf(table: SchemaTable, tables: readonly SchemaTable[]): KnownRecord {
  const columns = table.columns.map(({ name, type, nullable }): KnownField => ({
    name,
    type: nullable && !type.endsWith('?') ? `${type}?` : type,
    isLink: false,
    to: null,
    many: false,
  }));
  const links = table.links.map(({ name, toTable, many }): KnownField => {
    const to = tables.find((candidate) => candidate.name === toTable)?.record ?? toTable;
    return { name, type: many ? `list of ${to}` : `${to} or null`, isLink: true, to, many };
  });
  return {
    name: table.record,
    root: lowered(table.record),
    table: table.name,
    synced: table.synced,
    fields: [...columns, ...links],
    permissions: table.permissions,
  };
}

function variantText(name: string, fields: readonly TypedField[]): string {
  if (fields.length === 0) return name;
  return `${name} { ${fields.map((field) => `${field.name} ${fieldType(field)}`).join(', ')} }`;
}

function fieldType({ type, nullable }: TypedField): string {
  return `${typeText(type)}${nullable ? '?' : ''}`;
}

const RECORD = /^record\s+([A-Z]\w*)\s*\{([^]*?)^\}/gm;
const FIELD = /^\s+([a-z_]\w*)\s*:?\s+([A-Z][\w.<>?, ]*?)(?=\s*(?:@|\/\/|$))/gm;
const LINK = /^\s+([a-z_]\w*)\s+@link\(\s*(?:\w+\s*,\s*)?([A-Z]\w*)\.\w+\s*\)/gm;

/** Records that the engine has not checked yet. */
function newRecords(texts: readonly string[], known: readonly KnownRecord[]): readonly KnownRecord[] {
  const names = new Set(known.map((record) => record.name));
  return texts.flatMap((text) =>
    [...text.matchAll(RECORD)].flatMap(([, name = '', body = '']) =>
      names.has(name)
        ? []
        : [{ name, root: lowered(name), table: null, synced: true, fields: fieldsIn(body), permissions: {} }],
    ),
  );
}

function fieldsIn(body: string): readonly KnownField[] {
  const columns = [...body.matchAll(FIELD)].map(([, name = '', type = '']) => ({
    name,
    type: type.trim(),
    isLink: false,
    to: null,
    many: false,
  }));
  const links = [...body.matchAll(LINK)].map(([, name = '', to = '']) => ({
    name,
    type: to,
    isLink: true,
    to,
    many: false,
  }));
  return [...columns, ...links];
}

function newUnions(texts: readonly string[], known: readonly KnownUnion[]): readonly KnownUnion[] {
  const names = new Set(known.map((union) => union.name));
  return texts.flatMap((text) =>
    [...text.matchAll(/^type\s+([A-Z]\w*)\s*=([^]*?)(?=^\S|$(?![^]))/gm)].flatMap(([, name = '', body = '']) => {
      if (names.has(name)) return [];
      const variants = [...body.matchAll(/(?:^|\|)\s*([A-Z]\w*)/g)].map(([, variant = '']) => ({
        name: variant,
        text: variant,
      }));
      return [{ name, variants }];
    }),
  );
}

function lowered(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}
