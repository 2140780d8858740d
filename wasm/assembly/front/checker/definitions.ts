// First look at a schema: which records, types and sessions it defines, and whether their names are free.
import { Message, Reporter } from '../../diagnostic/index';
import { Record, Schema, Union } from '../../model';
import { Span } from '../../span';
import { ColumnNode, LinkNode, Node, NodeKind, RecordNode, SessionNode, SyncableNode, UnionNode } from '../ast';
import { lowerFirst } from '../characters';
import { Names } from './names';
import { pluralKey } from './plural';

/** Of files that lie in no folder below `schema/`. */
export const DEFAULT_NAMESPACE = '_default';

/** A record on its way from tree to model. */
export class Draft {
  columns: ColumnNode[] = [];
  links: LinkNode[] = [];
  constructor(
    public node: RecordNode,
    public record: Record,
  ) {
    for (let i = 0; i < node.items.length; i++) {
      const item = node.items[i];
      if (item.kind == NodeKind.Column) this.columns.push(item as ColumnNode);
      if (item.kind == NodeKind.Link) this.links.push(item as LinkNode);
    }
  }
  /** The items of one kind, in written order. */
  items(kind: NodeKind): Node[] {
    const found: Node[] = [];
    for (let i = 0; i < this.node.items.length; i++)
      if (this.node.items[i].kind == kind) found.push(this.node.items[i]);
    return found;
  }
}

/** All that the later looks need. */
export class Drafts {
  names: Names;
  records: Draft[] = [];
  unions: UnionNode[] = [];
  session: SessionNode | null = null;
  private sessions: Span[] = [];
  private heads: Map<string, Span> = new Map();
  private decidedSyncable: bool = false;

  constructor(
    public schema: Schema,
    public reporter: Reporter,
  ) {
    this.names = new Names(schema);
  }

  add(items: Node[], namespace: string): void {
    for (let i = 0; i < items.length; i++) this.addItem(items[i], namespace);
  }

  private addItem(item: Node, namespace: string): void {
    switch (item.kind) {
      case NodeKind.Record:
        return this.addRecord(item as RecordNode, namespace);
      case NodeKind.Union:
        return this.addUnion(item as UnionNode);
      case NodeKind.Session:
        return this.addSession(item as SessionNode);
      case NodeKind.Syncable:
        return this.addSyncable(item as SyncableNode);
      default:
        return;
    }
  }

  private addRecord(node: RecordNode, namespace: string): void {
    const name = node.name.text;
    if (!this.claim(name, node.name.span)) return;
    const record = new Record(name, lowerFirst(name), pluralKey(name), node.name.span);
    this.schema.records.push(record);
    this.names.addRecord(record);
    record.namespace = namespace;
    this.records.push(new Draft(node, record));
  }

  private addUnion(node: UnionNode): void {
    const name = node.name.text;
    if (!this.claim(name, node.head)) return;
    const union = new Union(name, node.name.span);
    this.schema.unions.push(union);
    this.names.unions.set(name, union);
    this.unions.push(node);
    this.checkVariants(node);
  }

  private addSession(node: SessionNode): void {
    this.sessions.push(node.head);
    if (this.sessions.length == 1) {
      this.session = node;
      this.schema.hasSession = true;
    } else {
      this.reporter.report(Message.SeveralSessions, [node.head, this.sessions[0]], []);
    }
  }

  /** The first one decides. */
  private addSyncable(node: SyncableNode): void {
    if (!this.decidedSyncable) this.schema.syncable = node.enabled;
    this.decidedSyncable = true;
  }

  /** Records and types share their names. */
  private claim(name: string, span: Span): bool {
    if (builtIn.includes(name)) {
      this.reporter.report(Message.NameIsBuiltIn, [span], [name]);
      return false;
    }
    if (this.heads.has(name)) {
      this.reporter.report(Message.NameIsTaken, [this.heads.get(name), span], [name]);
      return false;
    }
    this.heads.set(name, span);
    return true;
  }

  private checkVariants(node: UnionNode): void {
    const seen = new Map<string, Span>();
    for (let i = 0; i < node.variants.length; i++) {
      const name = node.variants[i].name;
      if (seen.has(name.text)) {
        this.reporter.report(Message.VariantTwice, [seen.get(name.text), name.span], [name.text, node.name.text]);
      } else {
        seen.set(name.text, name.span);
      }
    }
  }
}

const builtIn: string[] = ['String', 'Int', 'Float', 'Bool', 'DateTime', 'Json'];

/** The folder below `schema/` that a file lies in; `_default` for `schema.pyre` and whatever lies elsewhere. */
export function namespaceOf(path: string): string {
  const marker = 'schema/';
  const at = path.startsWith(marker) ? 0 : path.indexOf('/' + marker) + 1;
  if (at == 0 && !path.startsWith(marker)) return DEFAULT_NAMESPACE;
  const rest = path.substring(at + marker.length);
  const slash = rest.indexOf('/');
  return slash > 0 ? rest.substring(0, slash) : DEFAULT_NAMESPACE;
}
