// Sizes and texts as bytes: what a frame weighs on the wire, and bodies that are text whenever they can be.

/** A body as it crosses a port: text where the bytes are valid UTF-8 (cheaper to copy, readable in the trace), else bytes. */
export type Body = string | ArrayBuffer | null;

/** Bytes of `text` in UTF-8; a lone surrogate counts as the three bytes of its replacement. */
export function utf8Bytes(text: string): number {
  // Writing into one buffer, piece by piece, is the fastest way to count that a platform has.
  let bytes = 0;
  for (let rest = text; rest !== '';) {
    const { read, written } = encoder.encodeInto(rest, scratch);
    bytes += written;
    rest = read === rest.length ? '' : rest.slice(read);
  }
  return bytes;
}

/** Bytes of a body. */
export function bodyBytes(body: Body): number {
  if (body === null) return 0;
  return typeof body === 'string' ? utf8Bytes(body) : body.byteLength;
}

/** The same bytes as text when they are exactly some text, unchanged when they are not. */
export function textOrBytes(bytes: ArrayBuffer): string | ArrayBuffer {
  try {
    return exactDecoder.decode(bytes);
  } catch {
    return bytes;
  }
}

/** `value` as text with each lone surrogate replaced, as text is before it travels as UTF-8. */
export function wellFormed(value: unknown): string {
  return String(value).replace(/\p{Surrogate}/gu, '\ufffd');
}

/** `text` cut to at most `limit` UTF-8 bytes, never inside a character. */
export function cutToBytes(text: string, limit: number): string {
  return text.slice(0, encoder.encodeInto(text, new Uint8Array(limit)).read);
}

const encoder = new TextEncoder();
const scratch = new Uint8Array(65_536);
const exactDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
