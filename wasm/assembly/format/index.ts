// The door of the formatter: canonical text of a schema or query file. The tree stays the same, comments stay where they speak.
import { Diagnostics, Reporter } from '../diagnostic/index';
import { Node, NodeKind, OperationNode } from '../front/ast';
import { Drafts, namespaceOf } from '../front/checker/definitions';
import { Names } from '../front/checker/names';
import { OperationChecker } from '../front/checker/queries';
import { checkSchema } from '../front/index';
import { Cursor } from '../front/parser/cursor';
import { queryFile } from '../front/parser/query';
import { schemaFile } from '../front/parser/schema';
import { SourceFile, isSchemaPath } from '../front/source';
import { Schema } from '../model';
import { QueryPrinter } from './query';
import { missingLinks } from './reverse-links';
import { SchemaPrinter } from './schema';

/** An empty file is two line ends. */
const EMPTY = '\n\n';

/**
 * Canonical text; the text as it is when it does not parse. `allSchemaFiles` (with or without `file` itself) tells which
 * links lack a way back, and the types of parameters.
 */
export function formatSource(file: SourceFile, allSchemaFiles: SourceFile[]): string {
  if (file.text.trim() == '') return EMPTY;
  return isSchemaPath(file.path) ? formatSchema(file, allSchemaFiles) : formatQueries(file, allSchemaFiles);
}

function formatSchema(file: SourceFile, allSchemaFiles: SourceFile[]): string {
  const reporter = new Reporter([file], new Diagnostics());
  const items = schemaFile(new Cursor(file, 0, reporter));
  if (reporter.any) return file.text;
  const drafts = new Drafts(new Schema(), new Reporter(allSchemaFiles.concat([file]), new Diagnostics()));
  drafts.add(items, namespaceOf(file.path));
  for (let i = 0; i < allSchemaFiles.length; i++) {
    const other = allSchemaFiles[i];
    if (other.path != file.path) drafts.add(schemaFile(new Cursor(other, i, drafts.reporter)), namespaceOf(other.path));
  }
  return new SchemaPrinter(file, namespaceOf(file.path), missingLinks(drafts)).print(items);
}

function formatQueries(file: SourceFile, allSchemaFiles: SourceFile[]): string {
  const reporter = new Reporter([file], new Diagnostics());
  const items = queryFile(new Cursor(file, 0, reporter));
  if (reporter.any) return file.text;
  return new QueryPrinter(file, inferredTypes(file, items, allSchemaFiles)).print(items);
}

/** Operation → parameter → type. Nothing when the schema is broken. */
function inferredTypes(file: SourceFile, items: Node[], schemaFiles: SourceFile[]): Map<string, Map<string, string>> {
  const inferred = new Map<string, Map<string, string>>();
  const diagnostics = new Diagnostics();
  const schema = checkSchema(schemaFiles, diagnostics);
  if (diagnostics.hasErrors()) return inferred;
  const names = new Names(schema);
  for (let i = 0; i < items.length; i++) {
    if (items[i].kind != NodeKind.Operation) continue;
    const node = items[i] as OperationNode;
    const checker = new OperationChecker(names, new Reporter([file], new Diagnostics()), node);
    checker.run();
    inferred.set(node.name.text, checker.params.inferred());
  }
  return inferred;
}
