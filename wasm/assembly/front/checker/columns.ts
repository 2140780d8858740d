// Fields and their physical columns: types, payload columns of unions, managed timestamps, single-column indexes.
import { Message, Reporter } from '../../diagnostic/index';
import {
  Column,
  Field,
  Index,
  IndexPart,
  Managed,
  Payload,
  PayloadField,
  Record,
  SessionField,
  Storage,
  Type,
  TypeKind,
  Union,
  Variant,
} from '../../model';
import { Span } from '../../span';
import { ColumnDirectiveKind, ColumnNode, Node, NodeKind, UnionNode, VariantNode } from '../ast';
import { applyDefault } from './defaults';
import { Draft, Drafts } from './definitions';
import { ownerOfName } from './names';
import { isPoison, sameType, storageOf, TypePlace, TypeResolver } from './types';

/** SQLite takes 2000 columns; the engine adds one. Unions within unions get there faster than one thinks. */
const MOST_COLUMNS: i32 = 1999;
const UNIX_NOW = 'unixepoch()';

/** Resolves the payloads of all types; payloads may name types that come later. */
export function resolveUnions(drafts: Drafts, types: TypeResolver): void {
  for (let i = 0; i < drafts.unions.length; i++) {
    const node = drafts.unions[i];
    const union = drafts.names.unions.get(node.name.text);
    for (let j = 0; j < node.variants.length; j++)
      union.variants.push(resolveVariant(node, node.variants[j], drafts, types));
  }
}

function resolveVariant(union: UnionNode, node: VariantNode, drafts: Drafts, types: TypeResolver): Variant {
  const variant = new Variant(node.name.text, node.name.span);
  const seen = new Map<string, Span>();
  for (let i = 0; i < node.items.length; i++) {
    if (node.items[i].kind != NodeKind.Column) continue;
    const column = node.items[i] as ColumnNode;
    const name = column.name;
    if (seen.has(name.text)) {
      drafts.reporter.report(
        Message.PayloadFieldTwice,
        [seen.get(name.text), name.span],
        [name.text, union.name.text + '.' + variant.name],
      );
      continue;
    }
    seen.set(name.text, name.span);
    refuseDirectives(column, drafts.reporter);
    variant.fields.push(
      new PayloadField(name.text, types.resolve(column.type, TypePlace.Payload, ''), column.nullable, column.type.span),
    );
  }
  return variant;
}

/** Only a record's own columns can be keys, have indexes or defaults. */
function refuseDirectives(column: ColumnNode, reporter: Reporter): void {
  for (let i = 0; i < column.directives.length; i++) {
    reporter.report(Message.DirectiveOutsideRecord, [column.directives[i].span], [column.name.text]);
  }
}

export function resolveSession(drafts: Drafts, types: TypeResolver): void {
  const node = drafts.session;
  if (!node) return;
  const seen = new Map<string, Span>();
  for (let i = 0; i < node.items.length; i++) {
    if (node.items[i].kind != NodeKind.Column) continue;
    const column = node.items[i] as ColumnNode;
    const name = column.name;
    if (seen.has(name.text)) {
      drafts.reporter.report(Message.FieldTwice, [seen.get(name.text), name.span], [name.text, 'Session']);
      continue;
    }
    seen.set(name.text, name.span);
    refuseDirectives(column, drafts.reporter);
    drafts.schema.session.push(
      new SessionField(name.text, types.resolve(column.type, TypePlace.Payload, ''), column.nullable),
    );
  }
}

/** Fields in declared order, types still to come, except those that references may point at: `Id.Int` and `Id.Uuid`. */
export function declareFields(draft: Draft, types: TypeResolver): void {
  for (let i = 0; i < draft.columns.length; i++) {
    const node = draft.columns[i];
    const isId = node.type.name.startsWith('Id.');
    const type = isId
      ? types.resolve(node.type, TypePlace.Column, draft.record.name)
      : new Type(TypeKind.Json, node.type.name);
    draft.record.fields.push(new Field(node.name.text, type, node.nullable, node.name.span));
  }
}

/** Resolves the fields of one record and lays out its columns. */
export class ColumnLayout {
  private names: Map<string, Span> = new Map();
  private record: Record;
  private shared: Map<string, Column> = new Map();
  /** Columns by their names in small letters. */
  private folded: Map<string, i32> = new Map();
  private spans: Span[] = [];
  private expanded: i32 = 0;

  constructor(
    private draft: Draft,
    private types: TypeResolver,
    private reporter: Reporter,
    /** Unions that were already found to disagree with themselves: told once. */
    private collided: Set<string>,
  ) {
    this.record = draft.record;
  }

  run(): void {
    for (let i = 0; i < this.draft.columns.length; i++) this.declared(this.record.fields[i], this.draft.columns[i]);
    for (let i = 0; i < this.draft.links.length; i++)
      this.claim(this.draft.links[i].name.text, this.draft.links[i].name.span);
    const timestamps = this.draft.items(NodeKind.Timestamps);
    if (timestamps.length > 0) this.timestamps(timestamps[0]);
    if (!this.record.field('updatedAt')) this.implicitUpdatedAt();
    for (let i = 0; i < this.record.columns.length; i++) this.record.columns[i].index = i;
    if (this.record.columns.length > MOST_COLUMNS || this.expanded > MOST_COLUMNS) this.tooMany();
  }

  private tooMany(): void {
    const args = [this.record.name, MOST_COLUMNS.toString()];
    this.reporter.report(Message.TooManyColumns, [this.draft.node.name.span], args);
  }

  /** False when the name is taken, which is reported. */
  private claim(name: string, span: Span): bool {
    if (this.names.has(name)) {
      this.reporter.report(Message.FieldTwice, [this.names.get(name), span], [name, this.record.name]);
      return false;
    }
    this.names.set(name, span);
    return true;
  }

  private declared(field: Field, node: ColumnNode): void {
    if (!node.type.name.startsWith('Id.'))
      field.type = this.types.resolve(node.type, TypePlace.Column, this.record.name);
    if (!this.claim(field.name, field.span)) return;
    this.addColumn(field, field.span);
    this.applyDirectives(field, node);
    const union = field.type.union;
    if (union && field.type.kind == TypeKind.Union) this.expand(field, union, node, [union.name]);
  }

  private addColumn(field: Field, span: Span): void {
    field.column = columnOf(field.name, field.type, field.nullable);
    this.place(field.column, span);
  }

  /** SQLite does not tell capitals from small letters in names of columns, and some names are ours. */
  private place(column: Column, span: Span): void {
    const folded = column.name.toLowerCase();
    if (ownerOfName(column.name) == '_pyre_') {
      this.reporter.report(Message.ColumnNameIsReserved, [span], [column.name]);
    } else if (this.folded.has(folded)) {
      const other = this.folded.get(folded);
      const args = [column.name, this.record.name, this.record.columns[other].name];
      this.reporter.report(Message.ColumnsDifferInCase, [span, this.spans[other]], args);
    }
    this.folded.set(folded, this.spans.length);
    this.spans.push(span);
    this.record.columns.push(column);
  }

  private applyDirectives(field: Field, node: ColumnNode): void {
    field.column.isPrimaryKey = node.has(ColumnDirectiveKind.Id);
    const isInteger = field.type.kind == TypeKind.Int || field.type.kind == TypeKind.IdInt;
    field.column.autoIncrement = field.column.isPrimaryKey && isInteger;
    field.generatedKey = field.column.autoIncrement;
    if (node.has(ColumnDirectiveKind.Unique)) {
      field.unique = true;
      this.addIndex(field, true);
    }
    if (node.has(ColumnDirectiveKind.Index)) this.addIndex(field, false);
    if (node.has(ColumnDirectiveKind.CreatedAt)) this.manage(field, node, Managed.CreatedAt);
    if (node.has(ColumnDirectiveKind.UpdatedAt)) this.manage(field, node, Managed.UpdatedAt);
    applyDefault(field, node, this.reporter);
  }

  private addIndex(field: Field, unique: bool): void {
    const index = new Index();
    index.unique = unique;
    index.parts.push(new IndexPart(field, false));
    this.record.indexes.push(index);
  }

  private manage(field: Field, node: ColumnNode, managed: Managed): void {
    if (field.type.kind != TypeKind.DateTime && !isPoison(field.type)) {
      this.reporter.report(Message.ManagedNotDateTime, [node.type.span], [field.name, field.type.text]);
    }
    setNow(field);
    field.managed = managed;
  }

  // ------------------------------------------------------------ unions as columns

  /** Payload columns right behind the discriminator; equal names of different variants share one column. */
  private expand(field: Field, union: Union, node: ColumnNode, within: string[]): void {
    this.checkCollisions(union);
    for (let i = 0; i < union.variants.length; i++) {
      const payload = new Payload(union.variants[i]);
      field.payloads.push(payload);
      const fields = union.variants[i].fields;
      for (let j = 0; j < fields.length; j++) {
        if (++this.expanded > MOST_COLUMNS) return;
        payload.fields.push(this.payloadField(field.column.name, fields[j], node, within));
      }
    }
  }

  private payloadField(prefix: string, declared: PayloadField, node: ColumnNode, within: string[]): Field {
    const field = new Field(declared.name, declared.type, declared.nullable, declared.span);
    field.column = this.payloadColumn(prefix + '__' + declared.name, declared.type, node);
    const union = declared.type.union;
    if (!union || declared.type.kind != TypeKind.Union) {
      if (isPoison(declared.type))
        this.reporter.report(Message.TypeMentionsUnknown, [node.type.span], [node.type.name, declared.name]);
      return field;
    }
    if (within.includes(union.name)) {
      this.reporter.report(Message.UnionContainsItself, [node.type.span], [union.name, node.name.text]);
    } else {
      this.expand(field, union, node, within.concat([union.name]));
    }
    return field;
  }

  private payloadColumn(name: string, type: Type, node: ColumnNode): Column {
    if (this.shared.has(name)) return this.shared.get(name);
    const column = columnOf(name, type, true);
    if (this.claim(name, node.name.span)) this.place(column, node.name.span);
    this.shared.set(name, column);
    return column;
  }

  private checkCollisions(union: Union): void {
    if (this.collided.has(union.name)) return;
    const first = new Map<string, PayloadField>();
    const owner = new Map<string, string>();
    for (let i = 0; i < union.variants.length; i++) {
      const fields = union.variants[i].fields;
      for (let j = 0; j < fields.length; j++) {
        const name = fields[j].name;
        if (!first.has(name)) {
          first.set(name, fields[j]);
          owner.set(name, union.variants[i].name);
        } else if (!sameType(first.get(name).type, fields[j].type)) {
          this.collide(union, first.get(name), owner.get(name), fields[j], union.variants[i].name);
        }
      }
    }
  }

  private collide(union: Union, one: PayloadField, variantOne: string, two: PayloadField, variantTwo: string): void {
    this.collided.add(union.name);
    const args = [one.name, union.name, variantOne, one.type.text, variantTwo, two.type.text];
    this.reporter.report(Message.PayloadTypesCollide, [one.span, two.span], args);
  }

  // ------------------------------------------------------------ timestamps

  private timestamps(node: Node): void {
    this.addTimestamp('createdAt', Managed.CreatedAt, node.span);
    this.addTimestamp('updatedAt', Managed.UpdatedAt, node.span);
  }

  private addTimestamp(name: string, managed: Managed, span: Span): Field | null {
    if (!this.claim(name, span)) return null;
    const field = new Field(name, new Type(TypeKind.DateTime, 'DateTime'), false, span);
    this.record.fields.push(field);
    this.addColumn(field, span);
    setNow(field);
    field.managed = managed;
    return field;
  }

  /** Every record has one, indexed. */
  private implicitUpdatedAt(): void {
    const field = this.addTimestamp('updatedAt', Managed.ImplicitUpdatedAt, this.draft.node.name.span);
    if (field) this.addIndex(field, false);
  }
}

function setNow(field: Field): void {
  field.hasDefault = true;
  field.column.defaultSql = UNIX_NOW;
}

function columnOf(name: string, type: Type, nullable: bool): Column {
  const column = new Column(name, storageOf(type), nullable);
  column.isBool = type.kind == TypeKind.Bool;
  column.isJson = column.storage == Storage.Blob;
  return column;
}
