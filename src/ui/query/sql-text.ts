// SQL for reading: clauses on lines of their own, brackets indented where they do not fit. Changes white space only. Pure.

const TOKEN = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[$\w]+|\s+|<=|>=|<>|!=|\|\||->>?|./gs;
/** Words that begin a line. */
const CLAUSES: ReadonlySet<string> = new Set([
  'select', 'from', 'where', 'group', 'order', 'limit', 'having', 'returning', 'values', 'set', 'union', 'with',
  'insert', 'update', 'delete', 'on', 'left', 'inner', 'join', 'offset',
]); // prettier-ignore
/** Words that do not begin a line behind these. */
const CONTINUED: Readonly<Record<string, readonly string[]>> = {
  join: ['left', 'inner', 'cross', 'outer'],
  from: ['delete', 'distinct'],
  update: ['do'],
  set: ['update'],
};
const LONGEST_LINE = 80;
const STEP = '  ';

/** One statement, formatted. Whatever is not understood stays as it is. */
export function formatSql(sql: string): string {
  const tokens = (sql.match(TOKEN) ?? []).filter((token) => token.trim() !== '');
  return new Writer().write(blockOf(tokens)).trim();
}

/** A flat run of tokens and brackets. */
type Piece = string | { readonly inside: readonly Piece[] };

function blockOf(tokens: readonly string[]): readonly Piece[] {
  const stack: Piece[][] = [[]];
  for (const token of tokens) {
    if (token === '(') stack.push([]);
    else if (token === ')' && stack.length > 1) {
      const inside = stack.pop() ?? [];
      stack.at(-1)?.push({ inside });
    } else stack.at(-1)?.push(token);
  }
  while (stack.length > 1) {
    const inside = stack.pop() ?? [];
    stack.at(-1)?.push('(', ...inside);
  }
  return stack[0] ?? [];
}

class Writer {
  /** `perLine`: how many parts of a list stand on a line. */
  write(pieces: readonly Piece[], indent = '', perLine = 1): string {
    const flat = flatten(pieces);
    const begins = pieces[0];
    const isStatement = typeof begins === 'string' && CLAUSES.has(begins.toLowerCase());
    if (indent.length + flat.length <= LONGEST_LINE && !(isStatement && indent === '')) return indent + flat;
    return lines(pieces, isStatement, perLine)
      .map((line) => this.#line(line, indent))
      .join('\n');
  }

  /** A line that does not fit breaks at its conditions, or opens its longest bracket. */
  #line(line: readonly Piece[], indent: string): string {
    const flat = flatten(line);
    if (indent.length + flat.length <= LONGEST_LINE) return indent + flat;
    const [first, ...conditions] = splitBefore(line, isJoiner);
    if (first && conditions.length > 0) {
      return [this.#line(first, indent), ...conditions.map((each) => this.#line(each, indent + STEP))].join('\n');
    }
    const sizes = line.map((piece) => (typeof piece === 'string' ? 0 : flatten(piece.inside).length));
    const longest = Math.max(...sizes);
    if (longest < LONGEST_LINE / 4) return indent + flat;
    const at = sizes.indexOf(longest);
    const piece = line[at];
    if (piece === undefined || typeof piece === 'string') return indent + flat;
    const head = `${flatten(line.slice(0, at))}${spaceBetween(line[at - 1], piece)}(`;
    const tail = flatten(line.slice(at + 1));
    const gap = tail === '' || /^[,.;)]/.test(tail) ? '' : ' ';
    return `${indent}${head}\n${this.write(piece.inside, indent + STEP, isPairs(line[at - 1]) ? 2 : 1)}\n${indent})${gap}${tail}`;
  }
}

/** A function whose arguments are names with their values. */
function isPairs(piece: Piece | undefined): boolean {
  return typeof piece === 'string' && /^jsonb?_object$/i.test(piece);
}

/** Words that a condition, or a choice between cases, goes on with. */
function isJoiner(piece: Piece): boolean {
  return typeof piece === 'string' && /^(and|or|when|else)$/i.test(piece);
}

function splitBefore(pieces: readonly Piece[], begins: (piece: Piece) => boolean): readonly (readonly Piece[])[] {
  const all: Piece[][] = [[]];
  for (const [index, piece] of pieces.entries()) {
    if (index > 0 && begins(piece)) all.push([piece]);
    else all.at(-1)?.push(piece);
  }
  return all;
}

/** Where lines end: before clauses in a statement, behind commas elsewhere, before `and` and `or` in a condition. */
function lines(pieces: readonly Piece[], isStatement: boolean, perLine: number): readonly (readonly Piece[])[] {
  const all: Piece[][] = [[]];
  let commas = 0;
  for (const [index, piece] of pieces.entries()) {
    const before = pieces[index - 1];
    const line = all.at(-1);
    if (line && line.length > 0 && breaksBefore(piece, before, isStatement)) all.push([piece]);
    else line?.push(piece);
    if (!isStatement && piece === ',' && ++commas % perLine === 0) all.push([]);
  }
  return all.filter((line) => line.length > 0);
}

function breaksBefore(piece: Piece, before: Piece | undefined, isStatement: boolean): boolean {
  if (typeof piece !== 'string') return false;
  const word = piece.toLowerCase();
  if (!isStatement) return word === 'and' || word === 'or';
  const earlier = typeof before === 'string' ? before.toLowerCase() : '';
  return CLAUSES.has(word) && !(CONTINUED[word] ?? []).includes(earlier);
}

function flatten(pieces: readonly Piece[]): string {
  let text = '';
  for (const [index, piece] of pieces.entries()) {
    text += index === 0 ? '' : spaceBetween(pieces[index - 1], piece);
    text += typeof piece === 'string' ? piece : `(${flatten(piece.inside)})`;
  }
  return text;
}

/** Functions hug their brackets, keywords do not. */
function spaceBetween(before: Piece | undefined, piece: Piece): string {
  if (before === undefined) return '';
  if (typeof piece === 'string') return /^[,.;]$/.test(piece) || before === '.' ? '' : ' ';
  const isFunction = typeof before === 'string' && /^\w+$/.test(before) && !KEYWORDS.has(before.toLowerCase());
  return isFunction ? '' : ' ';
}

const KEYWORDS: ReadonlySet<string> = new Set([...CLAUSES, 'and', 'or', 'not', 'in', 'as', 'when', 'then', 'else', 'case', 'by', 'exists', 'materialized', 'is', 'all', 'distinct', 'into', 'conflict']); // prettier-ignore
