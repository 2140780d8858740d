// The text a person reads: a heading, the lines in question with carets under them, what is wrong, how to mend it.
import { SourceFile } from '../front/source';
import { Diagnostic, Range } from './diagnostic';

const HEADING_WIDTH: i32 = 50;
const INDENT = '    ';
/** Where a line has no number. */
const BLANK_GUTTER = '    | ';
/** Longer lines are cut behind what is marked. */
const LONGEST_LINE: i32 = 200;
/** How far the head and the end of a definition are looked for. */
const SEARCHED_LINES: i32 = 300;
/** Of a place that spans more lines, only the first few are shown. */
const SHOWN_LINES: i32 = 6;

/** As a terminal or a `<pre>` shows it, without colours. */
export function render(diagnostic: Diagnostic, files: SourceFile[]): string {
  let text = heading(diagnostic.path) + '\n\n';
  const file = fileAt(diagnostic.path, files);
  if (file) {
    for (let i = 0; i < diagnostic.ranges.length; i++) text += place(file, diagnostic.ranges[i]) + '\n';
  }
  text += indented(diagnostic.message) + '\n';
  if (diagnostic.hint != '') text += '\n' + indented(diagnostic.hint) + '\n';
  return text;
}

function heading(path: string): string {
  return path + ' ' + '-'.repeat(max(HEADING_WIDTH - path.length, 3));
}

function fileAt(path: string, files: SourceFile[]): SourceFile | null {
  for (let i = 0; i < files.length; i++) if (files[i].path == path) return files[i];
  return null;
}

function indented(text: string): string {
  return INDENT + text.split('\n').join('\n' + INDENT);
}

// ---------------------------------------------------------------- places

/** The lines of a range, between the head and the end of the definition that they belong to. */
function place(file: SourceFile, range: Range): string {
  const head = headLine(file, range.startLine);
  let text = '';
  if (head < range.startLine) text += BLANK_GUTTER + file.line(head) + '\n';
  if (head + 1 < range.startLine) text += BLANK_GUTTER + INDENT + '...\n';
  text += range.startLine == range.endLine ? marked(file, range) : numbered(file, range);
  const end = closingLine(file, range.endLine);
  if (end > range.endLine) text += BLANK_GUTTER + file.line(end) + '\n';
  return text;
}

/** The line itself when nothing above it begins a definition. */
function headLine(file: SourceFile, line: i32): i32 {
  for (let at = line; at > max(0, line - SEARCHED_LINES); at--) {
    const text = file.line(at);
    if (at < line && text.startsWith('}')) return line;
    if (text.length > 0 && text.charCodeAt(0) > 0x20 && !text.startsWith('}') && !text.startsWith('//')) return at;
  }
  return line;
}

/** The brace that ends the definition; 0 when the next one begins before. */
function closingLine(file: SourceFile, line: i32): i32 {
  const last = min(file.lines().length, line + SEARCHED_LINES);
  for (let at = line + 1; at <= last; at++) {
    const text = file.line(at);
    if (text.startsWith('}')) return at;
    if (text.length > 0 && text.charCodeAt(0) > 0x20 && !text.startsWith('//')) return 0;
  }
  return 0;
}

function numbered(file: SourceFile, range: Range): string {
  let text = '';
  const last = min(range.endLine, range.startLine + SHOWN_LINES - 1);
  for (let line = range.startLine; line <= last; line++) text += gutter(line) + file.line(line) + '\n';
  return last < range.endLine ? text + BLANK_GUTTER + INDENT + '...\n' : text;
}

function gutter(line: i32): string {
  return line.toString().padStart(4) + '| ';
}

/** The line, and carets from start to end; a range of no width has one. */
function marked(file: SourceFile, range: Range): string {
  const text = file.line(range.startLine);
  const start = unitsBefore(text, range.startColumn);
  const end = min(unitsBefore(text, range.endColumn), start + LONGEST_LINE);
  const shown = cutOff(text, max(end, LONGEST_LINE));
  const carets = blanksLike(text, start) + '^'.repeat(max(end - start, 1));
  return gutter(range.startLine) + shown + '\n' + BLANK_GUTTER + carets + '\n';
}

function cutOff(text: string, length: i32): string {
  return text.length > length ? text.substring(0, length) + ' …' : text;
}

/** Offset in the line of a column that counts bytes. */
function unitsBefore(text: string, column: i32): i32 {
  let bytes = 1;
  let at = 0;
  for (; at < text.length && bytes < column; at++) {
    const code = text.charCodeAt(at);
    bytes += code < 0x80 ? 1 : code < 0x800 || (code & 0xf800) == 0xd800 ? 2 : 3;
  }
  return at;
}

/** As wide as the beginning of the line: tabs stay tabs. */
function blanksLike(text: string, length: i32): string {
  let blanks = '';
  for (let i = 0; i < length; i++) blanks += text.charCodeAt(i) == 0x09 ? '\t' : ' ';
  return blanks;
}
