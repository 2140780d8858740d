// The door of the diagnostics: what was wrong, where, in which words, and how it is shown.
import { SourceFile } from '../front/source';

/** A place in a file: 1-based lines, 1-based columns that count UTF-8 bytes; `end` is exclusive. */
export class Range {
  constructor(
    public startLine: i32,
    public startColumn: i32,
    public endLine: i32,
    public endColumn: i32,
  ) {}
}

/** One mistake of the author, as a value. */
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

/** All mistakes found so far. */
export class Diagnostics {
  items: Diagnostic[] = [];

  hasErrors(): bool {
    return this.items.length > 0;
  }
}

/** The text a person reads: heading, source lines with carets, description. */
export function render(diagnostic: Diagnostic, files: SourceFile[]): string {
  return diagnostic.path + ' ' + diagnostic.message;
}
