// The door of the front end: source text in, checked schema and operations out, mistakes as diagnostics.
import { Diagnostics, Message, Reporter } from '../diagnostic/index';
import { Operation, OperationKind, Record, Schema } from '../model';
import { Node, NodeKind, OperationNode } from './ast';
import { generatedSource, generatedSuffixes } from './checker/generated';
import { Names } from './checker/names';
import { OperationChecker } from './checker/queries';
import { checkDefinitions } from './checker/schema';
import { Cursor } from './parser/cursor';
import { queryFile } from './parser/query';
import { schemaFile } from './parser/schema';
import { SourceFile } from './source';
import { Span } from '../span';

export { SourceFile, isSchemaPath } from './source';
export { Diagnostics } from '../diagnostic/index';

/** The checked schema; usable only when `diagnostics` holds no errors afterwards. */
export function checkSchema(files: SourceFile[], diagnostics: Diagnostics): Schema {
  const reporter = new Reporter(files, diagnostics);
  const trees: Node[][] = [];
  for (let i = 0; i < files.length; i++) trees.push(schemaFile(new Cursor(files[i], i, reporter)));
  const schema = reporter.any ? new Schema() : checkDefinitions(files, trees, reporter);
  reporter.finish();
  return schema;
}

/** The operations of the query files, in file order; usable only when `diagnostics` holds no errors afterwards. */
export function checkQueries(files: SourceFile[], schema: Schema, diagnostics: Diagnostics): Operation[] {
  const reporter = new Reporter(files, diagnostics);
  const names = new Names(schema);
  const generated = generatedNames(schema);
  const operations: Operation[] = [];
  const taken = new Map<string, Span>();
  for (let i = 0; i < files.length; i++) {
    const before = reporter.count;
    const items = queryFile(new Cursor(files[i], i, reporter));
    if (reporter.count > before) continue;
    for (let j = 0; j < items.length; j++) {
      if (items[j].kind != NodeKind.Operation) continue;
      const node = items[j] as OperationNode;
      if (generated.has(node.name.text)) reportCollision(reporter, node, generated.get(node.name.text));
      claimName(reporter, node, taken);
      operations.push(new OperationChecker(names, reporter, node).run());
    }
  }
  reporter.finish();
  return operations;
}

function generatedNames(schema: Schema): Map<string, Record> {
  const names = new Map<string, Record>();
  for (let i = 0; i < schema.records.length; i++) {
    for (let j = 0; j < generatedSuffixes.length; j++)
      names.set(schema.records[i].name + generatedSuffixes[j], schema.records[i]);
  }
  return names;
}

/** Operations are asked for by their names, wherever they stand. */
function claimName(reporter: Reporter, node: OperationNode, taken: Map<string, Span>): void {
  const name = node.name.text;
  const span = node.name.span;
  if (!taken.has(name)) {
    taken.set(name, span);
    return;
  }
  const other = taken.get(name);
  const file = reporter.files[other.file];
  const args = [name, file.path, file.position(other.start).line.toString()];
  reporter.report(Message.OperationTwice, [span, other], args);
}

function reportCollision(reporter: Reporter, node: OperationNode, record: Record): void {
  const span = node.name.span;
  reporter.report(Message.GeneratedNameTaken, [span], [node.name.text, record.name]);
}

/** `TCreate`, `TUpdate` and `TDelete` of every record. */
export function generatedOperations(schema: Schema): Operation[] {
  const names = new Names(schema);
  const operations: Operation[] = [];
  for (let i = 0; i < schema.records.length; i++) {
    const record = schema.records[i];
    const files = [new SourceFile(record.name, generatedSource(record))];
    const reporter = new Reporter(files, new Diagnostics());
    const items = queryFile(new Cursor(files[0], 0, reporter));
    for (let j = 0; j < items.length; j++) {
      const operation = new OperationChecker(names, reporter, items[j] as OperationNode).run();
      operation.generated = true;
      markOmittable(operation, record);
      operations.push(operation);
    }
    assert(!reporter.any, 'A generated operation is wrong.');
  }
  return operations;
}

/** On creation what is null or has a default may be left out; on update everything but the key. */
function markOmittable(operation: Operation, record: Record): void {
  for (let i = 0; i < operation.params.length; i++) {
    const param = operation.params[i];
    const field = record.field(param.name);
    if (!field) continue;
    if (operation.kind == OperationKind.Insert) param.omittable = field.nullable || field.hasDefault;
    if (operation.kind == OperationKind.Update) param.omittable = field != record.primaryKey;
  }
}
