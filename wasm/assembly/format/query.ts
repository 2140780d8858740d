// Query files in canonical form.
import {
  CommentNode,
  FieldNode,
  LimitNode,
  Node,
  NodeKind,
  OperationNode,
  ParamNode,
  SortNode,
  WhereNode,
} from '../front/ast';
import { typeText } from '../front/checker/types';
import { operationWords } from '../front/parser/record';
import { SourceFile } from '../front/source';
import { blankLines, entries, Entry, Page } from './page';
import { printBlock, printValue, valueText } from './value';

export class QueryPrinter {
  private page: Page = new Page();

  constructor(
    private file: SourceFile,
    /** Operation → parameter → type, for parameters without one. */
    private inferred: Map<string, Map<string, string>>,
  ) {}

  /** Ends with an empty line. */
  print(items: Node[]): string {
    for (let i = 0; i < items.length; i++) {
      if (i > 0) this.page.blank(this.blanksBetween(items[i - 1], items[i]));
      if (items[i].kind == NodeKind.Comment) this.page.line((items[i] as CommentNode).text);
      else this.operation(items[i] as OperationNode);
    }
    return this.page.text() + '\n\n';
  }

  private blanksBetween(above: Node, below: Node): i32 {
    const blanks = blankLines(this.file, above.span.end, below.span.start);
    return above.kind == NodeKind.Comment ? blanks : max(blanks, 1);
  }

  private operation(node: OperationNode): void {
    const texts: string[] = [];
    for (let i = 0; i < node.params.length; i++) texts.push(this.param(node, node.params[i]));
    const params = texts.length > 0 ? '(' + texts.join(', ') + ')' : '';
    this.page.line(operationWords[node.operation] + ' ' + node.name.text + params + ' {');
    this.body(node.items, node.name.span.end);
    this.page.line('}');
  }

  private param(operation: OperationNode, node: ParamNode): string {
    const type = node.type;
    let text = type ? typeText(type) : this.inferredType(operation.name.text, node.name.text);
    if (node.nullable && !text.endsWith('?')) text += '?';
    return '$' + node.name.text + (text == '' || text == '?' ? text : ': ' + text);
  }

  private inferredType(operation: string, param: string): string {
    if (!this.inferred.has(operation)) return '';
    const types = this.inferred.get(operation);
    return types.has(param) ? types.get(param) : '';
  }

  /** Limit, sort, where, a blank line, fields. */
  private body(items: Node[], start: i32): void {
    const all = entries(this.file, items, start);
    this.page.indent();
    const before =
      this.arguments(all, NodeKind.Limit) + this.arguments(all, NodeKind.Sort) + this.arguments(all, NodeKind.Where);
    this.fields(all, before > 0);
    this.page.outdent();
  }

  /** How many there were. */
  private arguments(all: Entry[], kind: NodeKind): i32 {
    let count = 0;
    for (let i = 0; i < all.length; i++) {
      const node = all[i].node;
      if (!node || node.kind != kind) continue;
      this.page.comments(all[i]);
      this.argument(node);
      count++;
    }
    return count;
  }

  private argument(node: Node): void {
    if (node.kind == NodeKind.Limit) {
      this.page.line('@limit(' + valueText((node as LimitNode).value) + ')');
    } else if (node.kind == NodeKind.Sort) {
      const sort = node as SortNode;
      this.page.line('@sort(' + sort.field.text + ', ' + (sort.descending ? 'Desc' : 'Asc') + ')');
    } else {
      printBlock(this.page, '@where', (node as WhereNode).predicate);
    }
  }

  private fields(all: Entry[], afterArguments: bool): void {
    const fields: Entry[] = [];
    for (let i = 0; i < all.length; i++) {
      const node = all[i].node;
      if (!node || node.kind == NodeKind.Field) fields.push(all[i]);
    }
    if (fields.length == 0) return;
    if (afterArguments) this.page.blank();
    const widths = assignmentWidths(fields);
    for (let i = 0; i < fields.length; i++) {
      if (i > 0) this.page.blank(fields[i].blanks);
      this.page.comments(fields[i]);
      const node = fields[i].node;
      if (node) this.field(node as FieldNode, widths[i]);
    }
  }

  private field(node: FieldNode, width: i32): void {
    const alias = node.alias;
    const head = (alias ? alias.text + ': ' : '') + node.name.text;
    const value = node.value;
    if (value) printValue(this.page, head.padEnd(width) + ' = ', value);
    else if (!node.hasBraces) this.page.line(head);
    else if (node.items.length == 0) this.page.line(head + ' {}');
    else {
      this.page.line(head + ' {');
      this.body(node.items, node.name.span.end);
      this.page.line('}');
    }
  }
}

/** Runs of assignments between blank lines line up at their `=`. */
function assignmentWidths(fields: Entry[]): i32[] {
  const widths: i32[] = [];
  let start = 0;
  for (let i = 0; i <= fields.length; i++) {
    if (i < fields.length && (i == 0 || fields[i].blanks == 0)) continue;
    const width = widest(fields, start, i);
    while (widths.length < i) widths.push(width);
    start = i;
  }
  return widths;
}

function widest(fields: Entry[], start: i32, end: i32): i32 {
  let width = 0;
  for (let i = start; i < end; i++) {
    const node = fields[i].node;
    if (node && (node as FieldNode).value) width = max(width, (node as FieldNode).name.text.length);
  }
  return width;
}
