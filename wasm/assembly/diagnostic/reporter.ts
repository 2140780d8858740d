// The reporter: turns what the parser and the checker find into diagnostics with words and places.
import { SourceFile } from '../front/source';
import { Span } from '../span';
import { Diagnostic, Diagnostics, Range } from './diagnostic';
import { Message } from './message';
import { closestFirst, listed } from './suggest';
import { wordingOf } from './wording';

/** Nobody reads more; a file that is no Pyre at all has a mistake in every line. */
const MOST: i32 = 1000;

export class Reporter {
  private first: i32;

  constructor(
    /** `Span.file` is an index into these. */
    public files: SourceFile[],
    public diagnostics: Diagnostics,
  ) {
    this.first = diagnostics.items.length;
  }

  /** Whether this reporter reported anything. */
  get any(): bool {
    return this.count > 0;
  }
  get count(): i32 {
    return this.diagnostics.items.length - this.first;
  }

  /** "Is it one of these?": the names with the closest first, one a line. */
  suggest(found: string, names: string[]): string {
    return this.isFull ? '' : listed(closestFirst(found, names));
  }
  /** Nothing more will be taken: no need to prepare it. */
  get isFull(): bool {
    return this.count >= MOST;
  }

  /** The first span is the place of the mistake; others are what it collides with, in the same file. */
  report(message: Message, spans: Span[], args: string[]): void {
    if (this.isFull) return;
    const wording = wordingOf(message);
    const file = this.files[spans[0].file];
    const diagnostic = new Diagnostic(
      wording.kind,
      wording.title,
      file.path,
      fill(wording.text, args),
      hintFor(wording.hint, args),
    );
    for (let i = 0; i < spans.length; i++) {
      if (spans[i].file == spans[0].file) diagnostic.ranges.push(range(file, spans[i]));
    }
    this.diagnostics.items.push(diagnostic);
  }

  /** Puts what was reported into its final order. */
  finish(): void {
    this.diagnostics.sort(this.first);
  }
}

function range(file: SourceFile, span: Span): Range {
  const start = file.position(span.start);
  const end = file.position(span.end);
  return new Range(start.line, start.column, end.line, end.column);
}

/** A hint that ends with a list of nothing is none. */
function hintFor(hint: string, args: string[]): string {
  const text = fill(hint, args);
  return text.endsWith('?') && hint.endsWith('}') ? '' : text;
}

/** Puts the arguments where the wording says `{0}`, `{1}`, … */
function fill(text: string, args: string[]): string {
  let result = '';
  let from = 0;
  for (let open = text.indexOf('{'); open >= 0; open = text.indexOf('{', open + 1)) {
    const index = open + 2 < text.length && text.charAt(open + 2) == '}' ? text.charCodeAt(open + 1) - 0x30 : -1;
    if (index < 0 || index >= args.length) continue;
    result += text.substring(from, open) + args[index];
    from = open + 3;
  }
  return result + text.substring(from);
}
