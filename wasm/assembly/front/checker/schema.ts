// Checks a schema in two phases: what is defined, then what it means. The second only makes sense when the first is sound.
import { Message, Reporter } from '../../diagnostic/index';
import { Schema } from '../../model';
import { Span } from '../../span';
import { ColumnDirectiveKind, Node, NodeKind, TableNameNode } from '../ast';
import { isDigit, isNamePart, isUpper } from '../characters';
import { SourceFile } from '../source';
import { ColumnLayout, declareFields, resolveSession, resolveUnions } from './columns';
import { checkCoverage } from './coverage';
import { DEFAULT_NAMESPACE, Draft, Drafts, namespaceOf } from './definitions';
import { resolveIndexes } from './indexes';
import { checkLinks, resolveLinks } from './links';
import { resolvePolicies } from './policies';
import { ownerOfName } from './names';
import { TypeResolver } from './types';
import { Values } from './values';

/** The model of parsed schema files; mistakes go to the reporter. `trees[i]` is the tree of `files[i]`. */
export function checkDefinitions(files: SourceFile[], trees: Node[][], reporter: Reporter): Schema {
  const schema = new Schema();
  const drafts = new Drafts(schema, reporter);
  for (let i = 0; i < files.length; i++) {
    const namespace = namespaceOf(files[i].path);
    if (!isNamespace(namespace)) reporter.report(Message.BadNamespace, [new Span(i, 0, 0)], [namespace]);
    drafts.add(trees[i], namespace);
    schema.source += (i == 0 ? '' : '\n') + files[i].text;
  }
  checkStructure(drafts);
  if (!reporter.any) resolve(drafts);
  return schema;
}

function isNamespace(name: string): bool {
  return name == DEFAULT_NAMESPACE || isUpper(name.charCodeAt(0));
}

/** Phase one: keys, table names, permissions are there, links lead somewhere. */
function checkStructure(drafts: Drafts): void {
  for (let i = 0; i < drafts.records.length; i++) {
    checkKey(drafts.records[i], drafts.reporter);
    checkTableNames(drafts.records[i], drafts.reporter);
    checkCoverage(drafts.records[i], drafts.reporter);
  }
  checkLinks(drafts);
}

function checkKey(draft: Draft, reporter: Reporter): void {
  const name = draft.node.name;
  const spans = [name.span];
  for (let i = 0; i < draft.columns.length; i++) {
    if (draft.columns[i].has(ColumnDirectiveKind.Id)) spans.push(draft.columns[i].name.span);
  }
  if (spans.length == 1) reporter.report(Message.NoKey, [name.span], [name.text]);
  if (spans.length > 2) reporter.report(Message.SeveralKeys, spans, [name.text]);
}

function checkTableNames(draft: Draft, reporter: Reporter): void {
  const nodes = draft.items(NodeKind.TableName);
  if (nodes.length < 2) return;
  const spans = [draft.node.name.span];
  for (let i = 0; i < nodes.length; i++) spans.push(nodes[i].span);
  reporter.report(Message.SeveralTableNames, spans, [draft.node.name.text]);
}

/** Phase two: types, columns, indexes, permissions. */
function resolve(drafts: Drafts): void {
  const reporter = drafts.reporter;
  const types = new TypeResolver(drafts.names, reporter);
  const values = new Values(drafts.names, reporter, null);
  for (let i = 0; i < drafts.records.length; i++) declareFields(drafts.records[i], types);
  resolveUnions(drafts, types);
  resolveSession(drafts, types);
  const collided = new Set<string>();
  for (let i = 0; i < drafts.records.length; i++) {
    resolveTableName(drafts.records[i], reporter);
    new ColumnLayout(drafts.records[i], types, reporter, collided).run();
    drafts.records[i].record.watched = drafts.records[i].items(NodeKind.Watch).length > 0;
  }
  checkTablesAreDistinct(drafts);
  for (let i = 0; i < drafts.records.length; i++) resolveIndexes(drafts.records[i], values, reporter);
  resolveLinks(drafts);
  resolvePolicies(drafts, values);
}

function resolveTableName(draft: Draft, reporter: Reporter): void {
  const nodes = draft.items(NodeKind.TableName);
  if (nodes.length == 0) return checkTableIsFree(draft.record.table, draft.node.name.span, reporter);
  const node = nodes[0] as TableNameNode;
  draft.record.table = node.value;
  if (!isTableName(node.value)) reporter.report(Message.BadTableName, [node.span], [node.value]);
  else checkTableIsFree(node.value, node.span, reporter);
}

function checkTableIsFree(table: string, span: Span, reporter: Reporter): void {
  const owner = ownerOfName(table);
  if (owner.length > 0) reporter.report(Message.TableNameIsReserved, [span], [table, owner]);
}

function isTableName(name: string): bool {
  if (name.length == 0 || isDigit(name.charCodeAt(0))) return false;
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) >= 0x80 || !isNamePart(name.charCodeAt(i))) return false;
  return true;
}

/** SQLite does not tell capitals from small letters in table names. */
function checkTablesAreDistinct(drafts: Drafts): void {
  const owners = new Map<string, Draft>();
  for (let i = 0; i < drafts.records.length; i++) {
    const draft = drafts.records[i];
    const table = draft.record.table.toLowerCase();
    if (owners.has(table)) {
      const other = owners.get(table);
      const args = [draft.record.name, other.record.name, draft.record.table];
      drafts.reporter.report(Message.TableNameIsTaken, [draft.node.name.span, other.node.name.span], args);
    } else {
      owners.set(table, draft);
    }
  }
}
