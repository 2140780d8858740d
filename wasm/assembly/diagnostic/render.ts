// The text a person reads: heading, source lines with carets, description.
import { SourceFile } from '../front/source';
import { Diagnostic } from './diagnostic';

/** As a terminal or a `<pre>` shows it. */
export function render(diagnostic: Diagnostic, files: SourceFile[]): string {
  return diagnostic.path + '\n\n' + diagnostic.message + '\n';
}
