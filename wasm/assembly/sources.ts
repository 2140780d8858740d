// Sources as they come through the door, and the answers that tell their mistakes.
import { Diagnostic, render } from './diagnostic/index';
import { Diagnostics, SourceFile, isSchemaPath } from './front/index';
import { Json } from './json/index';

/** `[{ path, source }]` → files, in stable order. */
export function filesOf(json: Json): SourceFile[] {
  const files: SourceFile[] = [];
  for (let i = 0; i < json.items.length; i++) {
    files.push(new SourceFile(json.items[i].get('path').asText(), json.items[i].get('source').asText()));
  }
  files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return files;
}

/** Those that hold schema, or those that hold queries. */
export function select(files: SourceFile[], schema: bool): SourceFile[] {
  const kept: SourceFile[] = [];
  for (let i = 0; i < files.length; i++) if (isSchemaPath(files[i].path) == schema) kept.push(files[i]);
  return kept;
}

export function succeeded(value: Json): Json {
  return Json.object().set('ok', Json.bool(true)).set('value', value);
}

export function refused(diagnostics: Diagnostics, files: SourceFile[]): Json {
  return Json.object().set('ok', Json.bool(false)).set('diagnostics', diagnosticsJson(diagnostics, files));
}

export function diagnosticsJson(diagnostics: Diagnostics, files: SourceFile[]): Json {
  const made = Json.array();
  for (let i = 0; i < diagnostics.items.length; i++) made.push(diagnosticJson(diagnostics.items[i], files));
  return made;
}

function diagnosticJson(diagnostic: Diagnostic, files: SourceFile[]): Json {
  return Json.object()
    .set('kind', Json.string(diagnostic.kind))
    .set('title', Json.string(diagnostic.title))
    .set('path', Json.string(diagnostic.path))
    .set('message', Json.string(diagnostic.message))
    .set('hint', diagnostic.hint.length > 0 ? Json.string(diagnostic.hint) : Json.nothing())
    .set('ranges', rangesJson(diagnostic))
    .set('rendered', Json.string(render(diagnostic, files)));
}

function rangesJson(diagnostic: Diagnostic): Json {
  const made = Json.array();
  for (let i = 0; i < diagnostic.ranges.length; i++) {
    const range = diagnostic.ranges[i];
    made.push(
      Json.object()
        .set('start', place(range.startLine, range.startColumn))
        .set('end', place(range.endLine, range.endColumn)),
    );
  }
  return made;
}

function place(line: i32, column: i32): Json {
  return Json.object().set('line', Json.of(line)).set('column', Json.of(column));
}
