// The place in the tokens that the grammar rules share. After a failure it shows them the end of the file, so that every rule
// winds up by itself, silent, until somebody who can go on calls a `recover…`.
import { Message, Reporter } from '../../diagnostic/index';
import { Span } from '../../span';
import { CommentNode, Name } from '../ast';
import { tokenize } from '../lexer';
import { SourceFile } from '../source';
import { TokenKind, Tokens } from '../token';

/** How deep brackets may nest. Every rule that calls itself counts; the stack of the machine is out of reach of any text. */
const MAXIMUM_DEPTH: i32 = 100;
/** How much of a word a message repeats. */
const LONGEST_QUOTE: i32 = 40;

export class Cursor {
  broken: bool = false;
  private at: i32 = 0;
  private depth: i32 = 0;
  /** How many braces are open here. */
  private braces: i32 = 0;
  private tokens: Tokens;

  constructor(
    public source: SourceFile,
    /** Index of the file. */
    public file: i32,
    public reporter: Reporter,
  ) {
    this.tokens = tokenize(source.text);
  }

  // ------------------------------------------------------------ looking

  get kind(): TokenKind {
    return this.broken ? TokenKind.End : this.tokens.kinds[this.at];
  }
  /** Kind of the token after this one. */
  get nextKind(): TokenKind {
    return this.kind == TokenKind.End ? TokenKind.End : this.tokens.kinds[this.at + 1];
  }
  get start(): i32 {
    return this.tokens.starts[this.at];
  }
  /** Where the last token that was taken ends. */
  get end(): i32 {
    return this.at > 0 ? this.tokens.ends[this.at - 1] : 0;
  }
  get text(): string {
    return this.source.text.substring(this.start, this.tokens.ends[this.at]);
  }
  get span(): Span {
    return new Span(this.file, this.start, this.tokens.ends[this.at]);
  }
  /** No blank between the last token and this one. */
  get isAdjacent(): bool {
    return this.end == this.start;
  }
  get isFirstInLine(): bool {
    return this.at == 0 || this.tokens.kinds[this.at - 1] == TokenKind.Newline;
  }
  get isAtColumnOne(): bool {
    const start = this.start;
    return start == 0 || this.source.text.charCodeAt(start - 1) == 0x0a;
  }
  /** From `start` to the end of the last token taken. */
  spanFrom(start: i32): Span {
    return new Span(this.file, start, max(start, this.end));
  }
  isWord(word: string): bool {
    return this.kind == TokenKind.LowerName && this.reads(word);
  }
  /** As `text == word`, without making a text. */
  private reads(word: string): bool {
    const start = this.start;
    if (this.tokens.ends[this.at] - start != word.length) return false;
    for (let i = 0; i < word.length; i++)
      if (this.source.text.charCodeAt(start + i) != word.charCodeAt(i)) return false;
    return true;
  }
  /** Kind of the next token that does not end a line. */
  kindPastLines(): TokenKind {
    if (this.broken) return TokenKind.End;
    let at = this.at;
    while (this.tokens.kinds[at] == TokenKind.Newline) at++;
    return this.tokens.kinds[at];
  }

  // ------------------------------------------------------------ taking

  next(): void {
    const kind = this.kind;
    if (kind == TokenKind.End) return;
    if (kind == TokenKind.BraceOpen) this.braces++;
    if (kind == TokenKind.BraceClose) this.braces--;
    this.at++;
  }
  accept(kind: TokenKind): bool {
    if (this.kind != kind) return false;
    this.next();
    return true;
  }
  /** As `accept`, over line ends that stand before it; takes none of them otherwise. */
  acceptPastLines(kind: TokenKind): bool {
    if (this.kindPastLines() != kind) return false;
    this.skipLines();
    return this.accept(kind);
  }
  skipLines(): void {
    while (this.accept(TokenKind.Newline));
  }
  expect(kind: TokenKind, message: Message): bool {
    if (this.accept(kind)) return true;
    this.fail(message);
    return false;
  }
  /** Takes a name, or complains and gives an empty one. */
  name(kind: TokenKind, message: Message): Name {
    const name = new Name(this.text, this.span);
    return this.expect(kind, message) ? name : new Name('', name.span);
  }
  comment(): CommentNode {
    const node = new CommentNode(this.span, this.text.trimEnd());
    this.next();
    return node;
  }
  /** A comment at the end of the line, if there is one. */
  trailingComment(): string {
    return this.kind == TokenKind.Comment ? this.comment().text : '';
  }
  /** What was begun ends with its line. */
  expectLineEnd(message: Message): void {
    if (this.kind == TokenKind.Newline || this.kind == TokenKind.End || this.kind == TokenKind.Comment) return;
    this.fail(message);
  }

  // ------------------------------------------------------------ failing

  /** Reports at this token, unless a failure is being wound up. `{0}` in the wording is what was found. */
  fail(message: Message): void {
    this.failAt(message, this.span, [this.found()]);
  }
  failAt(message: Message, span: Span, args: string[]): void {
    if (this.broken) return;
    this.broken = true;
    this.reporter.report(message, [span], args);
  }
  private found(): string {
    const kind = this.kind;
    if (kind == TokenKind.End) return 'the end of the file';
    if (kind == TokenKind.Newline) return 'the end of the line';
    if (kind == TokenKind.Comment) return 'a comment';
    if (kind == TokenKind.OpenString) return 'a text without its closing quote';
    return '`' + shortened(this.text) + '`';
  }

  // ------------------------------------------------------------ nesting

  /** Called on the way into a rule that can contain itself; false (and a failure) when it is too deep. */
  enter(): bool {
    this.depth++;
    if (this.depth > MAXIMUM_DEPTH) this.failAt(Message.TooDeep, this.span, [MAXIMUM_DEPTH.toString()]);
    return !this.broken;
  }
  leave(): void {
    this.depth--;
  }

  // ------------------------------------------------------------ going on

  /** Inside a body: what `recoverLine` needs to find back to it. */
  get bodyDepth(): i32 {
    return this.braces;
  }
  /** After a failure in a body: to the end of the line, or to the brace that closes the body. Inner braces are skipped whole. */
  recoverLine(bodyDepth: i32): void {
    this.broken = false;
    for (; this.kind != TokenKind.End; this.next()) {
      const kind = this.kind;
      if (this.braces <= bodyDepth && (kind == TokenKind.Newline || kind == TokenKind.BraceClose)) return;
      if (this.isAtColumnOne && this.beginsDefinition()) return;
    }
  }
  /** After a failure in a definition that began at `from`: to the next line that begins one. */
  recoverDefinition(from: i32): void {
    this.broken = false;
    this.braces = 0;
    if (this.start == from) this.next();
    while (this.kind != TokenKind.End && !(this.isFirstInLine && this.beginsDefinition())) this.next();
  }
  /** Whether the tokens here look like the head of a definition rather than a column of that name. */
  beginsDefinition(): bool {
    const kind = this.kind;
    if (kind != TokenKind.LowerName) return kind == TokenKind.Directive && this.text == '@syncable';
    if (this.text == 'session') return this.nextKind == TokenKind.BraceOpen;
    if (!definitionWords.includes(this.text) || this.nextKind != TokenKind.UpperName) return false;
    const third = this.tokens.kinds[this.at + 2];
    return (
      third == TokenKind.BraceOpen ||
      third == TokenKind.ParenOpen ||
      third == TokenKind.Assign ||
      third == TokenKind.Newline
    );
  }
}

/** Enough of a word to recognize it by. */
function shortened(text: string): string {
  const end = text.indexOf('\n');
  const length = min(end < 0 ? text.length : end, LONGEST_QUOTE);
  return length < text.length ? text.substring(0, length) + '…' : text;
}

const definitionWords: string[] = ['record', 'type', 'query', 'insert', 'update', 'delete'];
