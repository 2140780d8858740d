// A JSON value as a tree: what comes through the engine's door, and small answers before they are written.

export enum JsonKind {
  Null,
  Bool,
  Number,
  String,
  Array,
  Object,
}

const NO_ITEMS: Json[] = [];
const NO_KEYS: string[] = [];

export class Json {
  constructor(public kind: JsonKind) {}
  /** The number; 0 or 1 for a Bool. */
  number: f64 = 0;
  /** The string. For a number that is no small integer: its digits as they came, so that they leave unchanged. */
  text: string = '';
  /** Members of an array, values of an object. */
  items: Json[] = NO_ITEMS;
  /** Names of an object's values, in written order. */
  keys: string[] = NO_KEYS;

  static nothing(): Json {
    return NOTHING;
  }
  static bool(value: bool): Json {
    const made = new Json(JsonKind.Bool);
    made.number = value ? 1 : 0;
    return made;
  }
  static of(value: f64): Json {
    const made = new Json(JsonKind.Number);
    made.number = value;
    return made;
  }
  static string(value: string): Json {
    const made = new Json(JsonKind.String);
    made.text = value;
    return made;
  }
  static strings(values: string[]): Json {
    const made = Json.array();
    for (let i = 0; i < values.length; i++) made.items.push(Json.string(values[i]));
    return made;
  }
  static array(): Json {
    const made = new Json(JsonKind.Array);
    made.items = [];
    return made;
  }
  static object(): Json {
    const made = new Json(JsonKind.Object);
    made.items = [];
    made.keys = [];
    return made;
  }

  get isNull(): bool {
    return this.kind == JsonKind.Null;
  }
  get isString(): bool {
    return this.kind == JsonKind.String;
  }
  get isArray(): bool {
    return this.kind == JsonKind.Array;
  }
  get isObject(): bool {
    return this.kind == JsonKind.Object;
  }

  /** Adds a member and gives the object back, for chains. */
  set(key: string, value: Json): Json {
    this.keys.push(key);
    this.items.push(value);
    return this;
  }
  push(value: Json): void {
    this.items.push(value);
  }
  /** The member of that name; Null when there is none or this is no object. */
  get(key: string): Json {
    const at = this.keys.indexOf(key);
    return at < 0 ? NOTHING : unchecked(this.items[at]);
  }
  has(key: string): bool {
    return this.keys.indexOf(key) >= 0;
  }
  /** The item at `index`; Null past the end. */
  at(index: i32): Json {
    return index >= 0 && index < this.items.length ? unchecked(this.items[index]) : NOTHING;
  }
  /** The text of a string, '' of anything else. */
  asText(): string {
    return this.kind == JsonKind.String ? this.text : '';
  }
}

const NOTHING: Json = new Json(JsonKind.Null);
