// One plausible value for one column of one seeded row.
import { unreachable } from '../base/assert.ts';
import type { JsonValue } from '../base/json.ts';
import type { Random } from '../base/random.ts';
import type { SqlValue } from '../engine/engine.ts';
import type { SchemaColumn, TypedField, ValueType } from '../protocol/catalog.ts';
import { FIRST_NAMES, LAST_NAMES, SENTENCE_SHAPES, SUBJECTS, TITLE_SHAPES } from './seed-words.ts';
import { isSaid, NOTE_SHAPES, SAYINGS, thingName } from './seed-things.ts';
import type { Unions } from './values.ts';

/** A value as it is stored; a document is JSON text on its way into JSONB. */
export interface CellValue {
  readonly value: SqlValue;
  readonly isDocument: boolean;
}

const DAY_SECONDS = 86_400;

/** Draws values row by row, so that the parts of one row fit together: a name and its e-mail, a title and its content. */
export class SeedValues {
  readonly #unions: Unions;
  readonly #nowSeconds: number;
  #random: Random;
  #number = 0;
  #record = '';
  /** What the row is called where its record is no person. */
  #thing: string | null = null;
  #name = '';
  #subject = '';
  #ageSeconds = 0;

  constructor(random: Random, unions: Unions, nowSeconds: number) {
    this.#random = random;
    this.#unions = unions;
    this.#nowSeconds = nowSeconds;
  }

  /** The next row of a record: `number` counts from 1 within its table and keeps values apart. */
  startRow(random: Random, number: number, record: string): void {
    this.#random = random;
    this.#number = number;
    this.#record = record;
    this.#thing = thingName(record, number);
    this.#name = `${FIRST_NAMES[(number - 1) % FIRST_NAMES.length]} ${random.pick(LAST_NAMES)}`;
    this.#subject = SUBJECTS[(number - 1) % SUBJECTS.length] ?? '';
    this.#ageSeconds = random.between(1, 90) * DAY_SECONDS - number;
  }

  /** Physical columns and values of one column of the schema; an integer key is left to the database. */
  column(column: SchemaColumn, isKey: boolean): readonly (readonly [string, CellValue])[] {
    const { name, valueType: type } = column;
    if (isKey && (type.kind === 'int' || (type.kind === 'id' && type.storage === 'int'))) return [];
    return this.#cells(name, type);
  }

  #cells(name: string, type: ValueType): readonly (readonly [string, CellValue])[] {
    if (type.kind === 'union') return this.#unionCells(name, type.name);
    const value = this.#value(name, type);
    if (isDocument(type)) return [[name, { value: JSON.stringify(value), isDocument: true }]];
    return [[name, { value: typeof value === 'boolean' ? Number(value) : asScalar(value), isDocument: false }]];
  }

  #unionCells(name: string, unionName: string): readonly (readonly [string, CellValue])[] {
    const variant = this.#random.pick(this.#unions.get(unionName)?.variants ?? []);
    const payload = variant.fields.flatMap((field) => this.#cells(`${name}__${field.name}`, field.type));
    return [[name, { value: variant.name, isDocument: false }], ...payload];
  }

  #value(name: string, type: ValueType): JsonValue {
    switch (type.kind) {
      case 'int':
        return this.#random.between(0, 100);
      case 'float':
        return this.#random.between(0, 10_000) / 100;
      case 'bool':
        return this.#random.fraction() < 0.5;
      case 'string':
        return this.#text(name.toLowerCase());
      case 'dateTime':
        return this.#nowSeconds - this.#ageSeconds;
      case 'date':
        return new Date((this.#nowSeconds - this.#ageSeconds) * 1000).toISOString().slice(0, 10);
      case 'id':
        return type.storage === 'int' ? this.#number : this.#uuid();
      case 'json':
        return { about: this.#subject };
      case 'document':
        return this.#value(name, type.of);
      case 'list':
        return [this.#value(name, type.of)];
      case 'dict':
        return { first: this.#value(name, type.of) };
      case 'union':
        return this.#variant(type.name);
      default:
        return unreachable(type);
    }
  }

  #variant(unionName: string): JsonValue {
    const variant = this.#random.pick(this.#unions.get(unionName)?.variants ?? []);
    const payload = variant.fields.map((field: TypedField) => [field.name, this.#value(field.name, field.type)]);
    return { _type: variant.name, ...Object.fromEntries(payload) };
  }

  #text(name: string): string {
    if (name.includes('mail')) return `${plainLetters(this.#name)}.${this.#number}@example.com`;
    if (/^(?:name|title|label)$/.test(name) && this.#thing !== null) return this.#thing;
    if (/(?:^|user|full|display|first|last)name$/.test(name)) return this.#name;
    if (/^(?:text|body|content|message|comment)$/.test(name) && isSaid(this.#record)) return this.#random.pick(SAYINGS);
    if (/^(?:note|remark)s?$/.test(name)) return this.#random.pick(NOTE_SHAPES);
    if (/content|body|text|description|message|comment|bio|note/.test(name)) return this.#sentences();
    if (/url|link|website/.test(name)) return `https://example.com/${this.#number}`;
    if (/colou?r/.test(name)) return `#${this.#random.between(0, 0xffffff).toString(16).padStart(6, '0')}`;
    if (/slug|code|key|tag|sku/.test(name)) return `${plainLetters(this.#thing ?? this.#subject)}-${this.#number}`;
    return capitalised(this.#title());
  }

  /** The second time round the subjects the shapes are others, so that no two of the first rows are called alike. */
  #title(): string {
    const round = Math.floor((this.#number - 1) / SUBJECTS.length);
    const shapes = TITLE_SHAPES.filter((_, index) => index % 2 === round % 2);
    return this.#shaped(shapes);
  }

  #sentences(): string {
    return `${this.#shaped(SENTENCE_SHAPES)} ${this.#shaped(SENTENCE_SHAPES)}`;
  }

  #shaped(shapes: readonly string[]): string {
    return this.#random.pick(shapes).replace('{}', this.#subject);
  }

  #uuid(): string {
    const digits = Array.from({ length: 31 }, () => this.#random.between(0, 15).toString(16)).join('');
    const parts = [
      digits.slice(0, 8),
      digits.slice(8, 12),
      `4${digits.slice(12, 15)}`,
      `8${digits.slice(15, 18)}`,
      digits.slice(18, 30),
    ];
    return parts.join('-');
  }
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function isDocument(type: ValueType): boolean {
  return type.kind === 'json' || type.kind === 'document' || type.kind === 'list' || type.kind === 'dict';
}

function asScalar(value: JsonValue): SqlValue {
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}

/** Lower-case letters of the basic alphabet, words joined by dots. */
function plainLetters(text: string): string {
  return text
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z ]/g, '')
    .trim()
    .replaceAll(/ +/g, '.');
}
