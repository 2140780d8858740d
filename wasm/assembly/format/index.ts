// The door of the formatter: canonical text of a schema or query file.
import { SourceFile } from '../front/source';

/** Canonical text; the text as it is when it does not parse. `allSchemaFiles` tells which reverse links are missing. */
export function formatSource(file: SourceFile, allSchemaFiles: SourceFile[]): string {
  return file.text;
}
