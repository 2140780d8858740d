// The page that the formatter writes on: lines, indentation, blank lines that never pile up.
import { CommentNode, Node, NodeKind } from '../front/ast';
import { SourceFile } from '../front/source';

export const INDENT = '    ';
/** More blank lines in a row than this are cut. */
const MOST_BLANK_LINES: i32 = 2;

export class Page {
  private lines: string[] = [];
  private depth: i32 = 0;

  indent(): void {
    this.depth++;
  }
  outdent(): void {
    this.depth--;
  }
  line(text: string): void {
    this.lines.push(INDENT.repeat(this.depth) + text);
  }
  /** The comments above an entry, blank lines between them as they were. */
  comments(entry: Entry): void {
    for (let i = 0; i < entry.comments.length; i++) {
      this.line(entry.comments[i].text);
      if (i < entry.gaps.length) this.blank(entry.gaps[i]);
    }
  }
  /** A line at a place of its own, past the indentation. */
  raw(text: string): void {
    this.lines.push(text);
  }
  blank(count: i32 = 1): void {
    for (let i = 0; i < count; i++) this.lines.push('');
  }
  get isEmpty(): bool {
    return this.lines.length == 0;
  }
  /** Columns that the indentation takes. */
  get margin(): i32 {
    return this.depth * INDENT.length;
  }
  text(): string {
    return this.lines.join('\n');
  }
}

/** A node with the comments that stand above it, and the blank lines above those. */
export class Entry {
  comments: CommentNode[] = [];
  /** Blank lines below each comment. */
  gaps: i32[] = [];
  blanks: i32 = 0;
  constructor(
    /** Null for comments at the end, which belong to nothing. */
    public node: Node | null,
  ) {}
}

/** Hands each comment to the node below it. */
export function entries(file: SourceFile, items: Node[], start: i32): Entry[] {
  const found: Entry[] = [];
  let open = new Entry(null);
  for (let i = 0; i < items.length; i++) {
    const blanks = blankLines(file, i == 0 ? start : items[i - 1].span.end, items[i].span.start);
    if (open.comments.length == 0) open.blanks = blanks;
    else open.gaps.push(blanks);
    if (items[i].kind == NodeKind.Comment) {
      open.comments.push(items[i] as CommentNode);
      continue;
    }
    open.node = items[i];
    found.push(open);
    open = new Entry(null);
  }
  if (open.comments.length > 0) found.push(open);
  return found;
}

/** Blank lines between two places of the source, as far as they are kept. */
export function blankLines(file: SourceFile, from: i32, to: i32): i32 {
  let ends = 0;
  for (let i = from; i < to; i++) if (file.text.charCodeAt(i) == 0x0a) ends++;
  return min(max(ends - 1, 0), MOST_BLANK_LINES);
}

/** `text`, and the comment that stands behind it on its line. */
export function withComment(text: string, comment: string): string {
  return comment == '' ? text : text + ' ' + comment;
}
