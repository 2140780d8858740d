// Reading the body of a request: bounded while it arrives, UTF-8, JSON, an object, and not absurdly deep.
import { isJsonObject, parseJson, type JsonObject } from '../base/json.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { LARGEST_MESSAGE_BYTES } from '../protocol/up.ts';

/** Levels of lists and objects within each other that a body may have. */
export const DEEPEST_BODY = 100;

/** The text of a body as a JSON object; an empty body is an empty object. Throws `ProtocolError` Malformed. */
export function parseBody(text: string): JsonObject {
  if (text.trim() === '') return {};
  if (isTooDeep(text)) throw new ProtocolError('Malformed', `the body is nested more than ${DEEPEST_BODY} levels deep`);
  const value = parseJson(text);
  if (value === undefined) throw new ProtocolError('Malformed', 'the body is not JSON');
  if (!isJsonObject(value)) throw new ProtocolError('Malformed', 'the body must be a JSON object');
  return value;
}

/** The body of a request as text. Throws `ProtocolError` TooLarge, or Malformed when it is no UTF-8. */
export async function readText(request: Request): Promise<string> {
  return decode(await readBytes(request));
}

/** A body that came as text: what reading its bytes would give. Throws `ProtocolError` TooLarge. */
export function boundedText(text: string): string {
  // No character takes more than three bytes for each of its units: only long texts are counted.
  if (text.length * 3 > LARGEST_MESSAGE_BYTES && new TextEncoder().encode(text).length > LARGEST_MESSAGE_BYTES)
    throw tooLarge();
  return text.startsWith('\ufeff') ? text.slice(1) : text;
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

const [QUOTE, BACKSLASH, OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x5c, 0x5b, 0x5d, 0x7b, 0x7d];

/** Counts brackets outside of strings: deep values would exhaust the stack of whoever walks them later. One look at each character. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString && code === BACKSLASH) index++;
    else if (code === QUOTE) inString = !inString;
    else if (!inString && (code === OPEN_LIST || code === OPEN_OBJECT)) depth++;
    else if (!inString && (code === CLOSE_LIST || code === CLOSE_OBJECT)) depth--;
    if (depth > DEEPEST_BODY) return true;
  }
  return false;
}
