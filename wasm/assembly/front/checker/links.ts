// Links: which record and columns they join, how many rows they lead to, and the order in which tables must be synced.
import { Message } from '../../diagnostic/index';
import { Link, Record } from '../../model';
import { LinkNode, NodeKind } from '../ast';
import { Draft, Drafts } from './definitions';

/** The column a link starts from when it does not say. */
const DEFAULT_LOCAL = 'id';

/** Reports links that lead nowhere. Looks at the tree, as fields are not resolved yet. */
export function checkLinks(drafts: Drafts): void {
  const columns = new Map<string, string[]>();
  for (let i = 0; i < drafts.records.length; i++)
    columns.set(drafts.records[i].record.name, columnNames(drafts.records[i]));
  for (let i = 0; i < drafts.records.length; i++) {
    const draft = drafts.records[i];
    for (let j = 0; j < draft.links.length; j++) checkLink(drafts, draft, draft.links[j], columns);
  }
}

function checkLink(drafts: Drafts, draft: Draft, node: LinkNode, columns: Map<string, string[]>): void {
  const reporter = drafts.reporter;
  const span = node.name.span;
  const local = localName(node);
  const own = columns.get(draft.record.name);
  if (!own.includes(local)) {
    const message = node.local ? Message.LinkFromUnknownField : Message.LinkNeedsId;
    reporter.report(message, [span], [node.name.text, local, draft.record.name, reporter.suggest(local, own)]);
  }
  const target = node.record.text;
  if (!isNamespaceKnown(drafts, draft, node) || !columns.has(target)) {
    reporter.report(
      Message.LinkToUnknownTable,
      [span],
      [node.name.text, target, reporter.suggest(target, columns.keys())],
    );
    return;
  }
  const foreign = columns.get(target);
  if (foreign.includes(node.field.text)) return;
  const args = [node.name.text, target, node.field.text, reporter.suggest(node.field.text, foreign)];
  reporter.report(Message.LinkToUnknownForeignField, [span], args);
}

/** Points at the head of the record first, which is what the namespace belongs to, then at the word. */
function isNamespaceKnown(drafts: Drafts, draft: Draft, node: LinkNode): bool {
  const target = drafts.names.record(node.record.text);
  const namespace = node.namespace;
  if (!namespace) return !target || target.namespace == draft.record.namespace;
  const known = namespaces(drafts);
  if (known.includes(namespace.text)) return target != null && target.namespace == namespace.text;
  drafts.reporter.report(
    Message.LinkToUnknownNamespace,
    [draft.node.head, namespace.span],
    [node.name.text, namespace.text, drafts.reporter.suggest(namespace.text, known)],
  );
  return false;
}

function namespaces(drafts: Drafts): string[] {
  const set = new Set<string>();
  for (let i = 0; i < drafts.records.length; i++) set.add(drafts.records[i].record.namespace);
  return set.values();
}

function localName(node: LinkNode): string {
  const local = node.local;
  return local ? local.text : DEFAULT_LOCAL;
}

/** Every column there will be, those that the language adds included. */
function columnNames(draft: Draft): string[] {
  const names: string[] = [];
  for (let i = 0; i < draft.columns.length; i++) names.push(draft.columns[i].name.text);
  if (draft.items(NodeKind.Timestamps).length > 0 && !names.includes('createdAt')) names.push('createdAt');
  if (!names.includes('updatedAt')) names.push('updatedAt');
  return names;
}

/** Resolves checked links. */
export function resolveLinks(drafts: Drafts): void {
  for (let i = 0; i < drafts.records.length; i++) {
    const draft = drafts.records[i];
    for (let j = 0; j < draft.links.length; j++) resolveLink(drafts, draft, draft.links[j]);
  }
  assignSyncLayers(drafts.schema.records);
}

function resolveLink(drafts: Drafts, draft: Draft, node: LinkNode): void {
  const record = draft.record;
  const from = record.field(localName(node));
  const to = drafts.names.record(node.record.text);
  if (!from || !to) return;
  const link = new Link(node.name.text, from, to.name, node.name.span);
  const toField = to.field(node.field.text);
  link.to = to;
  link.toField = toField;
  link.many = from.column.isPrimaryKey || !toField || !(toField.column.isPrimaryKey || toField.unique);
  record.links.push(link);
}

// ---------------------------------------------------------------- sync layers

/** A record is synced after those it links to; records that reach each other share a layer. */
function assignSyncLayers(records: Record[]): void {
  const walk = new LayerWalk(records);
  for (let i = 0; i < records.length; i++) walk.visit(i);
}

/** Tarjan's strongly connected components, with a stack of its own: a chain of links may be as long as the schema. */
class LayerWalk {
  private edges: i32[][] = [];
  private order: StaticArray<i32> = new StaticArray<i32>(this.records.length);
  private low: StaticArray<i32> = new StaticArray<i32>(this.records.length);
  private isOpen: StaticArray<bool> = new StaticArray<bool>(this.records.length);
  private nextEdge: StaticArray<i32> = new StaticArray<i32>(this.records.length);
  private open: i32[] = [];
  private counter: i32 = 0;

  constructor(private records: Record[]) {
    const count = records.length;
    const index = new Map<string, i32>();
    for (let i = 0; i < count; i++) index.set(records[i].name, i);
    for (let i = 0; i < count; i++) {
      const targets: i32[] = [];
      for (let j = 0; j < records[i].links.length; j++) targets.push(index.get(records[i].links[j].toRecord));
      this.edges.push(targets);
    }
  }

  visit(root: i32): void {
    if (this.order[root] > 0) return;
    const path = [this.begin(root)];
    while (path.length > 0) {
      const at = path[path.length - 1];
      const edge = this.nextEdge[at]++;
      if (edge < this.edges[at].length) {
        const target = this.edges[at][edge];
        if (this.order[target] == 0) path.push(this.begin(target));
        else if (this.isOpen[target]) this.low[at] = min(this.low[at], this.order[target]);
        continue;
      }
      path.pop();
      if (path.length > 0) {
        const parent = path[path.length - 1];
        this.low[parent] = min(this.low[parent], this.low[at]);
      }
      if (this.low[at] == this.order[at]) this.close(at);
    }
  }

  private begin(at: i32): i32 {
    this.order[at] = this.low[at] = ++this.counter;
    this.isOpen[at] = true;
    this.open.push(at);
    return at;
  }

  /** All that was opened since `first` reach each other; what else they link to is closed and has its layer. */
  private close(first: i32): void {
    const members: i32[] = [];
    let member: i32;
    do {
      member = this.open.pop();
      members.push(member);
    } while (member != first);
    let layer = 0;
    for (let i = 0; i < members.length; i++) layer = max(layer, this.layerAbove(members[i]));
    for (let i = 0; i < members.length; i++) {
      this.isOpen[members[i]] = false;
      this.records[members[i]].syncLayer = layer;
    }
  }

  private layerAbove(at: i32): i32 {
    let layer = 0;
    for (let i = 0; i < this.edges[at].length; i++) {
      const target = this.edges[at][i];
      if (!this.isOpen[target]) layer = max(layer, this.records[target].syncLayer + 1);
    }
    return layer;
  }
}
