// A schema from the JSON that `write.ts` makes of it: whatever syncing asks of it, it answers as the one that was checked.
import { Span } from '../span';
import {
  Column,
  Comparison,
  Field,
  Guard,
  Literal,
  LiteralKind,
  Operand,
  OperandKind,
  Payload,
  PayloadField,
  Policy,
  Predicate,
  PredicateKind,
  Record,
  Schema,
  Storage,
  Type,
  TypeKind,
  Union,
  Variant,
} from '../model';
import { Json } from '../json/index';

/** The members of a list, one after the other. */
class Members {
  private at: i32 = 0;
  constructor(private list: Json) {}

  next(): Json {
    return this.list.at(this.at++);
  }
  text(): string {
    return this.next().asText();
  }
  number(): i32 {
    return <i32>this.next().number;
  }
  bool(): bool {
    return this.next().number != 0;
  }
}

const NOWHERE: Span = new Span(0, 0, 0);

/** The schema; restored from anything but what `write.ts` gave it is none. */
export function restoredSchema(json: Json): Schema {
  const schema = new Schema();
  const unions = json.at(0).items;
  const records = json.at(1).items;
  for (let i = 0; i < unions.length; i++) schema.unions.push(new Union(unions[i].at(0).asText(), NOWHERE));
  // Payloads may be of any union: all of them have names first.
  for (let i = 0; i < unions.length; i++) addVariants(schema.unions[i], unions[i].at(1).items, schema);
  for (let i = 0; i < records.length; i++) schema.records.push(record(new Members(records[i]), schema));
  return schema;
}

function addVariants(union: Union, variants: Json[], schema: Schema): void {
  for (let i = 0; i < variants.length; i++) {
    const variant = new Variant(variants[i].at(0).asText(), NOWHERE);
    const fields = variants[i].at(1).items;
    for (let j = 0; j < fields.length; j++) variant.fields.push(payloadField(new Members(fields[j]), schema));
    union.variants.push(variant);
  }
}

function payloadField(from: Members, schema: Schema): PayloadField {
  const name = from.text();
  const nullable = from.bool();
  return new PayloadField(name, type(from.next(), schema), nullable, NOWHERE);
}

function type(json: Json, schema: Schema): Type {
  const from = new Members(json);
  const kind = <TypeKind>from.number();
  const made = new Type(kind, from.text());
  const union = from.number();
  made.union = union < 0 ? null : schema.unions[union];
  made.ofNullable = from.bool();
  const inner = from.next();
  made.of = inner.isNull ? null : type(inner, schema);
  return made;
}

function record(from: Members, schema: Schema): Record {
  const name = from.text();
  const key = from.text();
  const made = new Record(name, key, from.text(), NOWHERE);
  made.syncLayer = from.number();
  addColumns(made, from.next().items);
  const fields = from.next().items;
  for (let i = 0; i < fields.length; i++) made.fields.push(field(new Members(fields[i]), made, schema));
  const rule = from.next();
  made.synced = !rule.isNull;
  if (made.synced) made.policies.push(new Policy(predicate(new Members(rule), made, schema), ''));
  return made;
}

function addColumns(record: Record, columns: Json[]): void {
  for (let i = 0; i < columns.length; i++) {
    const from = new Members(columns[i]);
    const name = from.text();
    const storage = <Storage>from.number();
    const made = new Column(name, storage, from.bool());
    made.index = i;
    made.isBool = from.bool();
    made.isJson = from.bool();
    made.isPrimaryKey = from.bool();
    record.columns.push(made);
  }
}

function field(from: Members, record: Record, schema: Schema): Field {
  const name = from.text();
  const nullable = from.bool();
  const column = record.columns[from.number()];
  const made = new Field(name, type(from.next(), schema), nullable, NOWHERE);
  made.column = column;
  const payloads = from.next().items;
  const union = made.type.union;
  if (union === null) return made;
  for (let i = 0; i < payloads.length; i++) made.payloads.push(payload(payloads[i], union, record, schema));
  return made;
}

function payload(json: Json, union: Union, record: Record, schema: Schema): Payload {
  const made = new Payload(union.variants[<i32>json.at(0).number]);
  const fields = json.at(1).items;
  for (let i = 0; i < fields.length; i++) made.fields.push(field(new Members(fields[i]), record, schema));
  return made;
}

function predicate(from: Members, record: Record, schema: Schema): Predicate {
  const made = new Predicate(<PredicateKind>from.number(), NOWHERE);
  made.comparison = <Comparison>from.number();
  made.nullSafe = from.bool();
  const guards = from.next().items;
  for (let i = 0; i < guards.length; i++) addGuard(guards[i], made, record, schema);
  made.left = operandOrNothing(from.next(), record, schema);
  made.right = operandOrNothing(from.next(), record, schema);
  const children = from.next().items;
  for (let i = 0; i < children.length; i++) made.children.push(predicate(new Members(children[i]), record, schema));
  return made;
}

function addGuard(json: Json, to: Predicate, record: Record, schema: Schema): void {
  to.guards.push(new Guard(operand(new Members(json.at(0)), record, schema), json.at(1).asText()));
}

function operandOrNothing(json: Json, record: Record, schema: Schema): Operand | null {
  return json.isNull ? null : operand(new Members(json), record, schema);
}

function operand(from: Members, record: Record, schema: Schema): Operand {
  const kind = <OperandKind>from.number();
  const made = new Operand(kind, type(from.next(), schema), true, NOWHERE);
  const column = from.number();
  made.column = column < 0 ? null : record.columns[column];
  made.name = from.text();
  const path = from.next().items;
  for (let i = 0; i < path.length; i++) made.path.push(path[i].asText());
  made.literal = literal(from.next());
  const parts = from.next().items;
  for (let i = 0; i < parts.length; i++) made.parts.push(operand(new Members(parts[i]), record, schema));
  return made;
}

function literal(json: Json): Literal | null {
  if (json.isNull) return null;
  const from = new Members(json);
  const made = new Literal(<LiteralKind>from.number());
  made.text = from.text();
  made.number = from.next().number;
  made.bool = from.bool();
  return made;
}
