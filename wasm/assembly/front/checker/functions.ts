// The functions that queries may call, with what they take and give.
import { Type, TypeKind } from '../../model';

/** `Number` is an Int or a Float; `Blob` is only ever passed on. */
enum Kind {
  Number,
  Int,
  Float,
  String,
  DateTime,
  Blob,
}

export class FunctionSignature {
  constructor(
    public name: string,
    public params: Kind[],
    public result: Kind,
  ) {}

  get resultType(): Type {
    return typeOf(this.result);
  }
  takesNumber(index: i32): bool {
    return this.params[index] == Kind.Number;
  }
  paramType(index: i32): Type {
    return typeOf(this.params[index]);
  }
}

function typeOf(kind: Kind): Type {
  switch (kind) {
    case Kind.Int:
      return new Type(TypeKind.Int, 'Int');
    case Kind.Number:
    case Kind.Float:
      return new Type(TypeKind.Float, 'Float');
    case Kind.DateTime:
      return new Type(TypeKind.DateTime, 'DateTime');
    case Kind.Blob:
      return new Type(TypeKind.List, 'Blob');
    default:
      return new Type(TypeKind.String, 'String');
  }
}

const signatures: Map<string, FunctionSignature> = new Map();

/** Several functions of one shape. */
function define(names: string, params: Kind[], result: Kind): void {
  const list = names.split(' ');
  for (let i = 0; i < list.length; i++) signatures.set(list[i], new FunctionSignature(list[i], params, result));
}

const one: Kind[] = [Kind.Number];
const two: Kind[] = [Kind.Number, Kind.Number];
const text: Kind[] = [Kind.String];
const texts: Kind[] = [Kind.String, Kind.String];

define('abs acos asin atan cos exp ln log sin sqrt tan', one, Kind.Float);
define('max min atan2 mod pow', two, Kind.Float);
define('ceil floor round sign trunc', one, Kind.Int);
define('pi', [], Kind.Float);
define('random total_changes changes last_insert_rowid', [], Kind.Int);
define('randomblob', [Kind.Int], Kind.Blob);
define('hex', [Kind.Blob], Kind.String);
define('length', text, Kind.Int);
define('lower upper trim ltrim rtrim date time datetime strftime', text, Kind.String);
define('julianday', text, Kind.Float);
define('substr', [Kind.String, Kind.Int, Kind.Int], Kind.String);
define('replace', [Kind.String, Kind.String, Kind.String], Kind.String);
define('like ifnull nullif', texts, Kind.String);
define('now', [], Kind.DateTime);

/** Null when there is no such function. */
export function signatureOf(name: string): FunctionSignature | null {
  return signatures.has(name) ? signatures.get(name) : null;
}

export function functionNames(): string[] {
  return signatures.keys();
}
