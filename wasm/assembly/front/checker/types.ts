// Types: from what is written to what is meant, and which fit which.
import { Message, Reporter } from '../../diagnostic/index';
import { Record, Storage, Type, TypeKind } from '../../model';
import { Span } from '../../span';
import { TypeNode } from '../ast';
import { Names } from './names';

/** Where a type stands decides what it may be. */
export enum TypePlace {
  Column,
  /** In the payload of a variant, or in the session. */
  Payload,
  /** Inside `Json<…>`. */
  Document,
  Parameter,
}

const basicNames: string[] = ['Bool', 'Date', 'DateTime', 'Float', 'Int', 'Json', 'JSON', 'String'];
const basicKinds: TypeKind[] = [
  TypeKind.Bool,
  TypeKind.Date,
  TypeKind.DateTime,
  TypeKind.Float,
  TypeKind.Int,
  TypeKind.Json,
  TypeKind.Json,
  TypeKind.String,
];

export class TypeResolver {
  constructor(
    private names: Names,
    private reporter: Reporter,
  ) {}

  /** The type, or one that fits everything when there was something to complain of. `owner`: the record, if any. */
  resolve(node: TypeNode, place: TypePlace, owner: string): Type {
    return this.part(node, place, owner, node.span);
  }

  private part(node: TypeNode, place: TypePlace, owner: string, whole: Span): Type {
    const name = node.name;
    if (name == 'List' || name == 'Dict') return this.collection(node, place, owner, whole);
    if (name == 'Json' && node.args.length > 0) return this.document(node, owner, whole);
    if (node.args.length > 0) return this.fail(Message.TypeTakesNoArguments, whole, [name]);
    if (name == 'Id.Int') return idType(TypeKind.IdInt, name, owner);
    if (name == 'Id.Uuid') return idType(TypeKind.IdUuid, name, owner);
    const basic = basicNames.indexOf(name);
    if (basic >= 0) return new Type(basicKinds[basic], name);
    if (name.includes('.')) return this.reference(name, place, owner, whole);
    return this.named(name, whole);
  }

  private collection(node: TypeNode, place: TypePlace, owner: string, whole: Span): Type {
    if (node.args.length == 0) return this.unknown(node.name, whole);
    if (place != TypePlace.Document) return this.fail(Message.CollectionOutsideJson, whole, [typeText(node)]);
    return this.generic(node, node.name == 'List' ? TypeKind.List : TypeKind.Dict, owner, whole);
  }

  private document(node: TypeNode, owner: string, whole: Span): Type {
    return this.generic(node, TypeKind.Document, owner, whole);
  }

  private generic(node: TypeNode, kind: TypeKind, owner: string, whole: Span): Type {
    if (node.args.length != 1) return this.fail(Message.TypeTakesOneArgument, whole, [node.name]);
    const content = this.part(node.args[0], TypePlace.Document, owner, whole);
    const type = new Type(kind, isPoison(content) ? '' : typeText(node));
    type.of = content;
    type.ofNullable = node.args[0].nullable;
    return type;
  }

  private named(name: string, whole: Span): Type {
    const union = this.names.union(name);
    if (union) {
      const type = new Type(TypeKind.Union, name);
      type.union = union;
      return type;
    }
    const record = this.names.record(name);
    if (record) return this.fail(Message.RecordAsType, whole, [name, name + '.' + keyName(record)]);
    return this.unknown(name, whole);
  }

  private unknown(name: string, whole: Span): Type {
    const known = ['Bool', 'Date', 'DateTime', 'Float', 'Id.Int', 'Id.Uuid', 'Int', 'Json', 'String'].concat(
      this.names.unions.keys(),
    );
    return this.fail(Message.UnknownType, whole, [name, this.reporter.suggest(name, known)]);
  }

  /** `Record.field`: the key of another record. */
  private reference(name: string, place: TypePlace, owner: string, whole: Span): Type {
    const dot = name.lastIndexOf('.');
    const recordName = name.substring(0, dot);
    const fieldName = name.substring(dot + 1);
    const record = this.recordFrom(recordName, owner);
    const field = record ? record.field(fieldName) : null;
    if (record && field && isDeclaredId(field.type)) return idType(field.type.kind, name, record.name);
    // A parameter of such a type fits nothing: where it is used says so. In a document nothing is looked up by it.
    if (place == TypePlace.Parameter || (place == TypePlace.Document && field)) return idType(TypeKind.IdInt, name, '');
    return this.badReference(record, recordName, fieldName, whole);
  }

  private badReference(record: Record | null, recordName: string, fieldName: string, whole: Span): Type {
    if (!record) return this.fail(Message.ReferenceToUnknownRecord, whole, [recordName, this.recordNames(recordName)]);
    const field = record.field(fieldName);
    const args = [recordName, fieldName, field ? field.type.text : fieldNames(this.reporter, record, fieldName)];
    return this.fail(field ? Message.ReferenceToPlainField : Message.ReferenceToUnknownField, whole, args);
  }

  /** A record of another namespace is written with the namespace before it. Outside of records there is no namespace to be in. */
  private recordFrom(written: string, owner: string): Record | null {
    const dot = written.indexOf('.');
    const record = this.names.record(written.substring(dot + 1));
    const from = this.names.record(owner);
    if (!record || (dot < 0 && !from)) return record;
    const namespace = dot < 0 && from ? from.namespace : written.substring(0, dot);
    return record.namespace == namespace ? record : null;
  }

  private recordNames(found: string): string {
    return this.reporter.suggest(found, this.names.records.keys());
  }

  private fail(message: Message, span: Span, args: string[]): Type {
    this.reporter.report(message, [span], args);
    return new Type(TypeKind.Json, '');
  }
}

function keyName(record: Record): string {
  return record.fields.length > 0 ? record.primaryKey.name : 'id';
}

function fieldNames(reporter: Reporter, record: Record, found: string): string {
  const names: string[] = [];
  for (let i = 0; i < record.fields.length; i++) names.push(record.fields[i].name);
  return reporter.suggest(found, names);
}

function idType(kind: TypeKind, text: string, record: string): Type {
  const type = new Type(kind, text);
  type.record = record;
  return type;
}

/** Declared as `Id.Int` or `Id.Uuid`: only those may be referred to. */
function isDeclaredId(type: Type): bool {
  return type.text == 'Id.Int' || type.text == 'Id.Uuid';
}

/** Stands for a type that was complained of; it fits everything, so that one mistake is told once. */
export function isPoison(type: Type): bool {
  return type.text == '';
}

/** As written, blanks aside. */
export function typeText(node: TypeNode): string {
  if (node.args.length == 0) return node.name;
  const parts: string[] = [];
  for (let i = 0; i < node.args.length; i++) parts.push(typeText(node.args[i]) + (node.args[i].nullable ? '?' : ''));
  return node.name + '<' + parts.join(', ') + '>';
}

/** The type as a parameter would have to be declared: the ids of `User` are `User.id`. */
export function declaredText(type: Type, fieldName: string): string {
  if (isDeclaredId(type) && type.record != '') return type.record + '.' + fieldName;
  return type.text;
}

/** Whether two types mean the same. Ids are the same when they belong to the same record, however they are written. */
export function sameType(a: Type, b: Type): bool {
  if (isPoison(a) || isPoison(b)) return true;
  if (a.kind != b.kind) return false;
  if (a.kind == TypeKind.IdInt || a.kind == TypeKind.IdUuid)
    return a.record == b.record && (a.record != '' || a.text == b.text);
  if (a.kind == TypeKind.Union) return a.text == b.text;
  const content = a.of;
  const other = b.of;
  if (!content || !other) return true;
  return a.ofNullable == b.ofNullable && sameType(content, other);
}

/** Element type of `Json<List<T>>`; null for any other type. */
export function listElement(type: Type): Type | null {
  const content = type.of;
  if (!content || type.kind != TypeKind.Document || content.kind != TypeKind.List) return null;
  return content.of;
}

const storages: StaticArray<Storage> = [
  Storage.Integer, // Int
  Storage.Real, // Float
  Storage.Text, // String
  Storage.Integer, // Bool
  Storage.Integer, // DateTime
  Storage.Text, // Date
  Storage.Blob, // Json
  Storage.Integer, // IdInt
  Storage.Text, // IdUuid
  Storage.Text, // Union
  Storage.Blob, // Document
  Storage.Blob, // List
  Storage.Blob, // Dict
];

export function storageOf(type: Type): Storage {
  return storages[type.kind];
}
