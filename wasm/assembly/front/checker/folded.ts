// Source text on one line.
import { Span } from '../../span';
import { SourceFile } from '../source';

/** The source of a span with its white space folded. */
export function folded(files: SourceFile[], span: Span): string {
  const text = files[span.file].text;
  if (isFolded(text, span)) return text.substring(span.start, span.end);
  const words: string[] = [];
  let from = span.start;
  for (let i = span.start; i <= span.end; i++) {
    if (i < span.end && text.charCodeAt(i) > 0x20) continue;
    if (i > from) words.push(text.substring(from, i));
    from = i + 1;
  }
  return words.join(' ');
}

/** Single blanks only: true of most predicates, and worth not taking them apart. */
function isFolded(text: string, span: Span): bool {
  let afterBlank = true;
  for (let i = span.start; i < span.end; i++) {
    const code = text.charCodeAt(i);
    if (code < 0x20 || (code == 0x20 && afterBlank)) return false;
    afterBlank = code == 0x20;
  }
  return !afterBlank;
}
