// JSON objects from another page, as a validator.
import * as v from 'valibot';
import { isJsonObject, type JsonObject } from '../../base/json.ts';

/** Structured clone carries more than JSON; what is no JSON is refused. */
export const jsonObject = v.custom<JsonObject>((value) => {
  if (!isJsonObject(value)) return false;
  try {
    return JSON.stringify(value) !== undefined;
  } catch {
    return false;
  }
}, 'an object of JSON values');
