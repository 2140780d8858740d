// A source file: its path, its text, and where its lines begin. Its index in the array it is checked with is `Span.file`.

/** A 1-based line and a 1-based column that counts UTF-8 bytes. */
export class Position {
  constructor(
    public line: i32,
    public column: i32,
  ) {}
}

export class SourceFile {
  private lineStarts: i32[] = [];
  /** The last position asked for: the next one is usually a little further along the same line. */
  private lastOffset: i32 = 0;
  private lastPosition: Position = new Position(1, 1);

  constructor(
    /** Relative to the project, e.g. `queries/listPosts.pyre`. */
    public path: string,
    public text: string,
  ) {}

  /** Offsets at which lines begin; a file always has one line. */
  lines(): i32[] {
    const starts = this.lineStarts;
    if (starts.length > 0) return starts;
    starts.push(0);
    for (let at = this.text.indexOf('\n'); at >= 0; at = this.text.indexOf('\n', at + 1)) starts.push(at + 1);
    return starts;
  }

  /** The text of a line, without its end. `line` is 1-based. */
  line(line: i32): string {
    const starts = this.lines();
    const end = line < starts.length ? starts[line] - 1 : this.text.length;
    return this.text.substring(starts[line - 1], end);
  }

  position(offset: i32): Position {
    const line = this.lineAt(offset);
    const start = this.lines()[line - 1];
    let column = 1;
    let from = start;
    if (this.lastPosition.line == line && this.lastOffset <= offset) {
      column = this.lastPosition.column;
      from = this.lastOffset;
    }
    this.lastOffset = offset;
    this.lastPosition = new Position(line, column + byteLength(this.text, from, offset));
    return this.lastPosition;
  }

  private lineAt(offset: i32): i32 {
    const starts = this.lines();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }
}

/** Length in UTF-8 of a stretch of UTF-16. Each half of a surrogate pair counts as two of its four bytes. */
export function byteLength(text: string, start: i32, end: i32): i32 {
  let bytes = 0;
  for (let i = start; i < end; i++) {
    const code = text.charCodeAt(i);
    bytes += code < 0x80 ? 1 : code < 0x800 || (code & 0xf800) == 0xd800 ? 2 : 3;
  }
  return bytes;
}

/** Whether a path, relative to the project, names a schema file (`session.pyre` is one); all others hold queries. */
export function isSchemaPath(path: string): bool {
  return path.includes('schema') || path == 'session.pyre' || path.endsWith('/session.pyre');
}
