// A recipe as text for the hash of a link, and back; whatever stands in a link is taken for hostile.
import { deflateSync, Inflate } from 'fflate';
import * as v from 'valibot';
import { isJsonObject, parseJson, type JsonValue } from '../base/json.ts';
import { recipe, recipeProblem, type Recipe } from './recipe.ts';

/** Before the packed recipe; the number is the version of the format. */
const PREFIX = 'w1.';
/** Links beyond this, in characters of the hash, are offered as files: chats and mail cut longer ones. */
export const LONGEST_LINK = 8_000;
/** What is read at all, in characters. */
const LONGEST_READ = 300_000;
/** What a recipe may grow to when it is unpacked, in bytes. */
const LARGEST_RECIPE = 1_000_000;
/** Values within values: more than any session holds. */
const DEEPEST = 40;
/** Packed bytes that are unpacked in one go: so few that they cannot grow past all bounds before anybody looks. */
const PIECE = 512;

export type ReadRecipe =
  { readonly ok: true; readonly recipe: Recipe } | { readonly ok: false; readonly message: string };

/** `w1.…`, the same for the same recipe. */
export function packRecipe(given: Recipe): string {
  const text = JSON.stringify(given);
  return `${PREFIX}${asBase64Url(deflateSync(new TextEncoder().encode(text), { level: 9 }))}`;
}

/** Whether a hash asks for a world of its own, in this or another version. */
export function asksForWorld(hash: string): boolean {
  return /^#?w\d+\./.test(hash);
}

/** Reads what `packRecipe` made. The message says what is wrong with a text that nothing can be made of. */
export function unpackRecipe(packed: string): ReadRecipe {
  if (!packed.startsWith(PREFIX)) {
    return asksForWorld(packed)
      ? wrong('It was made by a newer version of this page. Load the page anew, or ask for a newer link.')
      : wrong('It holds no world.');
  }
  if (packed.length > LONGEST_READ) return wrong('It is too long.');
  const bytes = fromBase64Url(packed.slice(PREFIX.length));
  if (!bytes) return wrong('A part of it is missing or damaged.');
  return readRecipe(inflated(bytes));
}

/** Reads a recipe from JSON text, as a file holds it. */
export function readRecipeText(text: string): ReadRecipe {
  if (text.length > LARGEST_RECIPE) return wrong('It is too large.');
  return readRecipe({ ok: true, text });
}

type Inflated = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly message: string };

function readRecipe(inflated: Inflated): ReadRecipe {
  if (!inflated.ok) return inflated;
  const parsed = parseJson(inflated.text);
  if (parsed === undefined) return wrong('A part of it is missing or damaged.');
  if (!isJsonObject(parsed)) return wrong('It is no recipe of a world.');
  if (!isShallow(parsed)) return wrong('It is nested too deep: a part of it is damaged.');
  const checked = v.safeParse(recipe, parsed);
  return checked.success ? { ok: true, recipe: checked.output } : wrong(recipeProblem(checked.issues));
}

/** Whether nothing in it is nested so deep that whoever descends into it falls. */
function isShallow(whole: JsonValue): boolean {
  let level: readonly JsonValue[] = [whole];
  for (let depth = 0; depth <= DEEPEST; depth++) {
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
    if (level.length === 0) return true;
  }
  return false;
}

function inflated(bytes: Uint8Array): Inflated {
  const pieces: Uint8Array[] = [];
  let size = 0;
  let ended = false;
  const inflate = new Inflate((piece, final) => {
    size += piece.length;
    ended = final;
    if (size <= LARGEST_RECIPE) pieces.push(piece);
  });
  try {
    for (let at = 0; at < bytes.length && size <= LARGEST_RECIPE; at += PIECE) {
      inflate.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
    }
  } catch {
    return wrong('A part of it is missing or damaged.');
  }
  if (size > LARGEST_RECIPE) return wrong('It unpacks to more than any world needs.');
  if (!ended) return wrong('A part of it is missing or damaged.');
  return decoded(pieces, size);
}

function decoded(pieces: readonly Uint8Array[], size: number): Inflated {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true }).decode(whole) };
  } catch {
    return wrong('A part of it is missing or damaged.');
  }
}

function wrong(message: string): { readonly ok: false; readonly message: string } {
  return { ok: false, message };
}

function asBase64Url(bytes: Uint8Array): string {
  const text = Array.from(bytes, (byte) => String.fromCharCode(byte)).join('');
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function fromBase64Url(text: string): Uint8Array | null {
  if (!/^[\w-]*$/.test(text)) return null;
  try {
    return Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}
