// Schema files in canonical form.
import {
  AllowNode,
  ColumnNode,
  CommentNode,
  IndexNode,
  LinkNode,
  Node,
  NodeKind,
  RecordNode,
  SessionNode,
  SyncableNode,
  TableNameNode,
  UnionNode,
  VariantNode,
} from '../front/ast';
import { operationWords } from '../front/parser/record';
import { SourceFile } from '../front/source';
import { blankLines, entries, Entry, Page, withComment } from './page';
import { columnText, columnType } from './column';
import { sorted } from './directive-order';
import { printBlock } from './value';

/** A variant that would be longer than this gets a line for each field. */
const LONGEST_LINE: i32 = 80;

export class SchemaPrinter {
  private page: Page = new Page();

  constructor(
    private file: SourceFile,
    private namespace: string,
    /** Links to add: record → lines. */
    private missing: Map<string, string[]>,
  ) {}

  print(items: Node[]): string {
    for (let i = 0; i < items.length; i++) {
      if (i > 0) this.page.blank(this.blanksBetween(items[i - 1], items[i]));
      this.definition(items[i]);
    }
    return this.page.text() + '\n';
  }

  /** At least one between definitions; a comment may stand right above what it speaks of. */
  private blanksBetween(above: Node, below: Node): i32 {
    const blanks = blankLines(this.file, above.span.end, below.span.start);
    return above.kind == NodeKind.Comment ? (below.kind == NodeKind.Comment ? blanks : min(blanks, 1)) : max(blanks, 1);
  }

  private definition(node: Node): void {
    switch (node.kind) {
      case NodeKind.Comment:
        return this.page.line((node as CommentNode).text);
      case NodeKind.Syncable:
        return this.page.line('@syncable(' + ((node as SyncableNode).enabled ? 'true' : 'false') + ')');
      case NodeKind.Session:
        return this.session(node as SessionNode);
      case NodeKind.Union:
        return this.union(node as UnionNode);
      default:
        return this.record(node as RecordNode);
    }
  }

  private session(node: SessionNode): void {
    this.page.line('session {');
    this.page.indent();
    this.fields(entries(this.file, node.items, node.head.end));
    this.page.outdent();
    this.page.line('}');
  }

  // ------------------------------------------------------------ types

  private union(node: UnionNode): void {
    this.page.line('type ' + node.name.text);
    for (let i = 0; i < node.variants.length; i++) this.variant(node.variants[i], i == 0 ? '   = ' : '   | ');
  }

  private variant(node: VariantNode, lead: string): void {
    const line = lead + node.name.text + (node.hasPayload ? ' ' + this.payload(node) : '');
    if (!node.hasPayload || (node.inline && line.length <= LONGEST_LINE && isPlain(node.items))) {
      this.page.raw(withComment(line, node.comment));
      return;
    }
    this.page.raw(lead + node.name.text + ' {');
    this.page.indent();
    this.page.indent();
    this.fields(entries(this.file, node.items, node.name.span.end));
    this.page.outdent();
    this.page.outdent();
    this.page.raw(withComment('     }', node.comment));
  }

  /** On one line. */
  private payload(node: VariantNode): string {
    const fields: string[] = [];
    for (let i = 0; i < node.items.length; i++) {
      if (node.items[i].kind == NodeKind.Column) fields.push(columnText(node.items[i] as ColumnNode, 0, 0));
    }
    return fields.length == 0 ? '{}' : '{ ' + fields.join(', ') + ' }';
  }

  // ------------------------------------------------------------ records

  private record(node: RecordNode): void {
    const all = entries(this.file, node.items, node.head.end);
    this.page.line('record ' + node.name.text + ' {');
    this.page.indent();
    const directives = sorted(all);
    for (let i = 0; i < directives.length; i++) this.directive(directives[i]);
    const columns = select(all, NodeKind.Column);
    if (directives.length > 0 && columns.length > 0) this.page.blank();
    this.fields(columns);
    const links = select(all, NodeKind.Link);
    const missing = this.missing.has(node.name.text) ? this.missing.get(node.name.text) : [];
    if (links.length + missing.length > 0) this.links(links, missing, directives.length + columns.length > 0);
    this.tail(all);
    this.page.outdent();
    this.page.line('}');
  }

  /** Comments below the last item. */
  private tail(all: Entry[]): void {
    if (all.length == 0) return;
    const last = all[all.length - 1];
    if (last.node) return;
    if (all.length > 1) this.page.blank(min(last.blanks, 1));
    this.page.comments(last);
  }

  private directive(entry: Entry): void {
    this.page.comments(entry);
    const node = entry.node;
    if (!node) return;
    switch (node.kind) {
      case NodeKind.TableName:
        return this.page.line('@tablename("' + (node as TableNameNode).value + '")');
      case NodeKind.Allow:
        return this.allow(node as AllowNode);
      case NodeKind.Index:
        return this.index(node as IndexNode);
      case NodeKind.Watch:
        return this.page.line('@watch');
      case NodeKind.Timestamps:
        return this.page.line('@timestamps');
      default:
        return this.page.line('@public');
    }
  }

  private allow(node: AllowNode): void {
    const words: string[] = [];
    for (let i = 0; i < node.operations.length; i++) words.push(operationWords[node.operations[i]]);
    printBlock(this.page, '@allow(' + (node.star ? '*' : words.join(', ')) + ')', node.body);
  }

  private index(node: IndexNode): void {
    const parts: string[] = [];
    for (let i = 0; i < node.parts.length; i++) {
      parts.push(node.parts[i].name.text + (node.parts[i].descending ? ' desc' : ' asc'));
    }
    const head = node.directive + '(' + parts.join(', ') + ')';
    const where = node.where;
    if (where) printBlock(this.page, head + ' where', where);
    else this.page.line(head);
  }

  // ------------------------------------------------------------ columns and links

  /** Runs of columns between blank lines line up. */
  private fields(all: Entry[]): void {
    for (let start = 0; start < all.length;) {
      const end = runEnd(all, start);
      if (start > 0) this.page.blank(all[start].blanks);
      this.run(all, start, end);
      start = end;
    }
  }

  private run(all: Entry[], start: i32, end: i32): void {
    let nameWidth = 0;
    let typeWidth = 0;
    for (let i = start; i < end; i++) {
      const node = all[i].node;
      if (!node) continue;
      nameWidth = max(nameWidth, (node as ColumnNode).name.text.length);
      typeWidth = max(typeWidth, columnType(node as ColumnNode).length);
    }
    for (let i = start; i < end; i++) {
      const node = all[i].node;
      this.page.comments(all[i]);
      if (node)
        this.page.line(withComment(columnText(node as ColumnNode, nameWidth, typeWidth), (node as ColumnNode).comment));
    }
  }

  private links(all: Entry[], missing: string[], hasAbove: bool): void {
    let width = 0;
    for (let i = 0; i < all.length; i++) width = max(width, linkOf(all[i]).name.text.length);
    for (let i = 0; i < missing.length; i += 2) width = max(width, missing[i].length);
    if (hasAbove) this.page.blank();
    for (let i = 0; i < all.length; i++) {
      const node = linkOf(all[i]);
      if (i > 0) this.page.blank(all[i].blanks);
      this.page.comments(all[i]);
      const line = node.name.text.padEnd(width) + ' ' + this.linkText(node);
      this.page.line(withComment(line, node.comment));
    }
    for (let i = 0; i < missing.length; i += 2) this.page.line(missing[i].padEnd(width) + ' ' + missing[i + 1]);
  }

  private linkText(node: LinkNode): string {
    const local = node.local;
    const namespace = node.namespace;
    let target = node.record.text + '.' + node.field.text;
    if (namespace && namespace.text != this.namespace) target = namespace.text + '.' + target;
    return linkDirective(local ? local.text : 'id', target);
  }
}

/** `@link(authorId, User.id)`; a local `id` goes without saying. */
export function linkDirective(local: string, target: string): string {
  return local == 'id' ? '@link(' + target + ')' : '@link(' + local + ', ' + target + ')';
}

function linkOf(entry: Entry): LinkNode {
  return entry.node as LinkNode;
}

/** No comments among the fields. */
function isPlain(items: Node[]): bool {
  for (let i = 0; i < items.length; i++) {
    if (items[i].kind != NodeKind.Column || (items[i] as ColumnNode).comment != '') return false;
  }
  return true;
}

/** The end of the run of entries that begins at `start`: where blank lines stand. */
function runEnd(all: Entry[], start: i32): i32 {
  let end = start + 1;
  while (end < all.length && all[end].blanks == 0) end++;
  return end;
}

function select(all: Entry[], kind: NodeKind): Entry[] {
  const found: Entry[] = [];
  for (let i = 0; i < all.length; i++) {
    const node = all[i].node;
    if (node && node.kind == kind) found.push(all[i]);
  }
  return found;
}
