// Sizes and texts as bytes: what a frame weighs on the wire, and bodies that are text whenever they can be.

/** A body as it crosses a port: text where the bytes are valid UTF-8 (cheaper to copy, readable in the trace), else bytes. */
export type Body = string | ArrayBuffer | null;

/** Bytes of `text` in UTF-8; a lone surrogate counts as the three bytes of its replacement. */
export function utf8Bytes(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    bytes += unit < 0x800 ? 1 : 2;
    // A pair is four bytes for its two units: the second adds nothing.
    if (isHighSurrogate(unit) && isLowSurrogate(text.charCodeAt(index + 1))) index++;
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
  if (utf8Bytes(text) <= limit) return text;
  let cut = '';
  let bytes = 0;
  for (const character of text) {
    bytes += utf8Bytes(character);
    if (bytes > limit) break;
    cut += character;
  }
  return cut;
}

const exactDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
