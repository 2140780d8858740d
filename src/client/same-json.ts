// Whether two JSON values say the same.
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json.ts';

/** Deep equality; the order of an object's fields does not matter. */
export function sameJson(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true;
  if (Array.isArray(left)) return Array.isArray(right) && sameList(left, right);
  return isJsonObject(left) && isJsonObject(right) && sameObject(left, right);
}

function sameList(left: readonly JsonValue[], right: readonly JsonValue[]): boolean {
  return left.length === right.length && left.every((item, index) => sameJson(item, right[index] ?? null));
}

function sameObject(left: JsonObject, right: JsonObject): boolean {
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && sameJson(left[key] ?? null, right[key] ?? null));
}
