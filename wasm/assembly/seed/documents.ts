// Made-up documents: a value of a type as JSON.
import { Type, TypeKind, Variant } from '../model';
import { Json } from '../json/index';
import { below, chanceAt } from './chance';
import { wordsFor } from './words';

/** Types may contain themselves: below this depth, lists and what may be null are empty. */
const DEEPEST: i32 = 3;
/** Seconds since the epoch that made-up times start from. */
export const FIRST_TIME: f64 = 1700000000;

/** A value of the type; `place` names where it stands. */
export function documentOf(type: Type, seed: u32, place: string, row: i32, depth: i32): Json {
  const chance = chanceAt(seed, place, row);
  switch (type.kind) {
    case TypeKind.Int:
    case TypeKind.IdInt:
      return Json.of(below(chance, 100));
    case TypeKind.Float:
      return Json.of(<f64>below(chance, 1000) / 4);
    case TypeKind.Bool:
      return Json.bool((chance & 1) == 1);
    case TypeKind.DateTime:
      return Json.of(FIRST_TIME + <f64>below(chance, 10000000));
    case TypeKind.Date:
      return Json.string(dateText(chance));
    case TypeKind.Union:
      return unionDocument(type, seed, place, row, depth);
    case TypeKind.Document:
      return contentOf(type, seed, place, row, depth);
    case TypeKind.List:
    case TypeKind.Dict:
      return collection(type, seed, place, row, depth);
    case TypeKind.Json:
      return Json.object().set('note', Json.string(wordsFor(place, chance)));
    default:
      return Json.string(wordsFor(place, chance));
  }
}

export function dateText(chance: u32): string {
  const month = 1 + below(chance, 12);
  const day = 1 + below(chance >>> 8, 28);
  return '2024-' + month.toString().padStart(2, '0') + '-' + day.toString().padStart(2, '0');
}

function contentOf(type: Type, seed: u32, place: string, row: i32, depth: i32): Json {
  const inner = type.of;
  return inner === null ? Json.nothing() : documentOf(inner, seed, place, row, depth);
}

function collection(type: Type, seed: u32, place: string, row: i32, depth: i32): Json {
  const isList = type.kind == TypeKind.List;
  const made = isList ? Json.array() : Json.object();
  const count = depth >= DEEPEST ? 0 : 1 + below(chanceAt(seed, place, row), 3);
  for (let i = 0; i < count; i++) {
    const item = contentOf(type, seed, place + i.toString(), row, depth + 1);
    if (isList) made.push(item);
    else made.set('key' + i.toString(), item);
  }
  return made;
}

function unionDocument(type: Type, seed: u32, place: string, row: i32, depth: i32): Json {
  const union = type.union;
  if (union === null || union.variants.length == 0) return Json.nothing();
  const chosen = depth >= DEEPEST ? 0 : below(chanceAt(seed, place + ' variant', row), union.variants.length);
  const variant: Variant = union.variants[chosen];
  const made = Json.object().set('_type', Json.string(variant.name));
  for (let i = 0; i < variant.fields.length; i++) {
    const field = variant.fields[i];
    const isEmpty = field.nullable && depth >= DEEPEST;
    made.set(
      field.name,
      isEmpty ? Json.nothing() : documentOf(field.type, seed, place + '.' + field.name, row, depth + 1),
    );
  }
  return made;
}
