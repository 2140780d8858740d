// Reading the body of a request: bounded while it arrives, UTF-8, JSON, an object, and not absurdly deep.
import { isJsonObject, parseJson, type JsonObject } from '../base/json.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { LARGEST_MESSAGE_BYTES } from '../protocol/up.ts';

/** Levels of lists and objects within each other that a body may have. */
export const DEEPEST_BODY = 100;

/** The body as a JSON object; an empty body is an empty object. Throws `ProtocolError` Malformed or TooLarge. */
export async function readJsonObject(request: Request): Promise<JsonObject> {
  const text = decode(await readBytes(request));
  if (text.trim() === '') return {};
  if (isTooDeep(text)) throw new ProtocolError('Malformed', `the body is nested more than ${DEEPEST_BODY} levels deep`);
  const value = parseJson(text);
  if (value === undefined) throw new ProtocolError('Malformed', 'the body is not JSON');
  if (!isJsonObject(value)) throw new ProtocolError('Malformed', 'the body must be a JSON object');
  return value;
}

/** Stops reading as soon as the bound is passed, whatever the request claims about its length. */
async function readBytes(request: Request): Promise<Uint8Array[]> {
  if (Number(request.headers.get('content-length') ?? 0) > LARGEST_MESSAGE_BYTES) throw tooLarge();
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const next = await reader?.read();
    if (!next || next.done) return chunks;
    length += next.value.byteLength;
    chunks.push(next.value);
    if (length <= LARGEST_MESSAGE_BYTES) continue;
    await reader?.cancel();
    throw tooLarge();
  }
}

function tooLarge(): ProtocolError {
  return new ProtocolError('TooLarge', `the body is larger than ${LARGEST_MESSAGE_BYTES} bytes`);
}

function decode(chunks: readonly Uint8Array[]): string {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    return chunks.map((chunk) => decoder.decode(chunk, { stream: true })).join('') + decoder.decode();
  } catch {
    throw new ProtocolError('Malformed', 'the body is not UTF-8 text');
  }
}

/** Counts brackets outside of strings: deep values would exhaust the stack of whoever walks them later. One look at each character. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (inString && character === '\\') index++;
    else if (character === '"') inString = !inString;
    else if (!inString && (character === '[' || character === '{')) depth++;
    else if (!inString && (character === ']' || character === '}')) depth--;
    if (depth > DEEPEST_BODY) return true;
  }
  return false;
}
