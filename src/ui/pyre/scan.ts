// Where a position stands in Pyre text: the blocks around it, by their heads. For half-written text too. Pure.

/** A brace that is open at some position. */
export interface Block {
  /** What stands before the brace since the end of the thing before it: `record Post`, `@allow(query)`, `author`. */
  readonly head: string;
  /** Index just behind the brace. */
  readonly from: number;
}

/** What a stretch of text is to the eye that completes it. */
export interface Place {
  /** Open braces from the outside in. */
  readonly blocks: readonly Block[];
  /** Text of the line up to the position. */
  readonly line: string;
  /** Whether the position is inside a comment or a string: nothing is known there. */
  readonly quiet: boolean;
}

/** The place at `position` of `text`. */
export function placeAt(text: string, position: number): Place {
  const blocks: Block[] = [];
  let head = 0;
  let quiet = false;
  for (let at = 0; at < position;) {
    const skipped = endOfQuiet(text, at);
    if (skipped > at) {
      quiet = skipped > position || (text[at] === '/' && skipped >= position);
      at = skipped;
      continue;
    }
    const character = text[at];
    if (character === '{') {
      blocks.push({ head: headOf(text.slice(head, at)), from: at + 1 });
      head = at + 1;
    } else if (character === '}') {
      blocks.pop();
      head = at + 1;
    }
    at++;
  }
  const line = text.slice(text.lastIndexOf('\n', position - 1) + 1, position);
  return { blocks, line, quiet };
}

/** Where a comment or string that begins at `at` ends; `at` where none does. */
function endOfQuiet(text: string, at: number): number {
  if (text.startsWith('//', at)) {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length + 1 : end;
  }
  if (text[at] !== '"') return at;
  const end = text.indexOf('"', at + 1);
  return end < 0 ? text.length + 1 : end + 1;
}

/** The last line that says something, without comments. */
function headOf(text: string): string {
  const lines = text
    .split('\n')
    .map((line) => line.replace(/\/\/.*$/, '').trim())
    .filter((line) => line !== '');
  return lines.at(-1) ?? '';
}

/** A name with what belongs to it in front: `Session.userId`, `@allow`, `$title`. */
export interface Word {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** The word around `position`; null between words. */
export function wordAt(text: string, position: number): Word | null {
  const isPart = (index: number) => /[\w.]/.test(text[index] ?? '');
  let from = position;
  let to = position;
  while (from > 0 && isPart(from - 1)) from--;
  while (to < text.length && isPart(to)) to++;
  if (/[@$]/.test(text[from - 1] ?? '')) from--;
  return from === to ? null : { from, to, text: text.slice(from, to) };
}
