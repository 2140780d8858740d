// JSON objects from another page, as a validator.
import * as v from 'valibot';
import { isJsonObject, parseJson, type JsonObject } from '../../base/json.ts';

/** Larger arguments, in characters of JSON, are refused. */
const LARGEST = 1_000_000;

/** Structured clone carries more than JSON: what comes out is JSON and nothing else. What is too large, too deep or no object is refused. */
export const jsonObject = v.pipe(
  v.unknown(),
  v.rawTransform<unknown, JsonObject>(({ dataset, addIssue, NEVER }) => {
    const plain = asJson(dataset.value);
    if (plain) return plain;
    addIssue({ message: 'an object of JSON values' });
    return NEVER;
  }),
);

function asJson(value: unknown): JsonObject | null {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
  try {
    const text = JSON.stringify(value);
    const read = text.length > LARGEST ? undefined : parseJson(text);
    return read !== undefined && isJsonObject(read) ? read : null;
  } catch {
    // In circles, or deeper than the stack.
    return null;
  }
}
