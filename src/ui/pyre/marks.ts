// Diagnostics as ranges of the text they are about: lines and byte columns become indices. Pure.
import type { Diagnostic, DiagnosticRange } from '../../protocol/control.ts';

export interface Mark {
  readonly from: number;
  readonly to: number;
  readonly title: string;
  readonly message: string;
  readonly hint: string | null;
}

/** A mark for each range of each diagnostic; one that names no place stands at the beginning. */
export function marksIn(text: string, diagnostics: readonly Diagnostic[]): readonly Mark[] {
  const lines = lineStarts(text);
  return diagnostics.flatMap(({ title, message, hint, ranges }) => {
    const places = ranges.length > 0 ? ranges : [BEGINNING];
    return places.map((range) => {
      const from = indexOf(text, lines, range.start);
      const to = Math.max(from, indexOf(text, lines, range.end));
      return { from, to, title, message, hint };
    });
  });
}

const BEGINNING: DiagnosticRange = { start: { line: 1, column: 1 }, end: { line: 1, column: 1 } };

function lineStarts(text: string): readonly number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** Columns count UTF-8 bytes, indices count UTF-16 units. */
function indexOf(text: string, lines: readonly number[], { line, column }: DiagnosticRange['start']): number {
  const start = lines[line - 1];
  if (start === undefined) return text.length;
  const end = (lines[line] ?? text.length + 1) - 1;
  let bytes = column - 1;
  let index = start;
  while (index < end && bytes > 0) {
    const code = text.codePointAt(index) ?? 0;
    bytes -= code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    index += code < 0x10000 ? 1 : 2;
  }
  return Math.min(index, end);
}
