// The diagnostic: one mistake of the author as a value, and the list of all of them.

/** A place in a file: 1-based lines, 1-based columns that count UTF-8 bytes; the end is exclusive. */
export class Range {
  constructor(
    public startLine: i32,
    public startColumn: i32,
    public endLine: i32,
    public endColumn: i32,
  ) {}
}

export class Diagnostic {
  constructor(
    /** Stable kind, e.g. `UnknownField`. */
    public kind: string,
    public title: string,
    public path: string,
    public message: string,
    /** How to mend it; empty when the message says so already. */
    public hint: string,
  ) {}
  /** At least one; the first is the place of the mistake, the others what it collides with. */
  ranges: Range[] = [];
}

/** All mistakes found so far, by file, place, kind. */
export class Diagnostics {
  items: Diagnostic[] = [];

  hasErrors(): bool {
    return this.items.length > 0;
  }

  /** Sorts the items from `from` on; equal places keep the order of discovery after that of their kinds. */
  sort(from: i32): void {
    const part = this.items.slice(from);
    part.sort(compare);
    for (let i = 0; i < part.length; i++) this.items[from + i] = part[i];
  }
}

function compare(a: Diagnostic, b: Diagnostic): i32 {
  if (a.path != b.path) return a.path < b.path ? -1 : 1;
  const left = a.ranges[0];
  const right = b.ranges[0];
  if (left.startLine != right.startLine) return left.startLine - right.startLine;
  if (left.startColumn != right.startColumn) return left.startColumn - right.startColumn;
  if (a.kind != b.kind) return a.kind < b.kind ? -1 : 1;
  return a.message == b.message ? 0 : a.message < b.message ? -1 : 1;
}
