// A source file: its path and text. Its index in the array it is checked with is `Span.file`.

export class SourceFile {
  constructor(
    public path: string,
    public text: string,
  ) {}
}

/** Whether a path, relative to the project, names a schema file (`session.pyre` is one); all others hold queries. */
export function isSchemaPath(path: string): bool {
  return path.includes('schema') || path == 'session.pyre' || path.endsWith('/session.pyre');
}
