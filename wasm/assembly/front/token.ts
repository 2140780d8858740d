// The words of the language, kept as three columns of numbers: a token has no object of its own.

export enum TokenKind {
  End,
  Newline,
  /** `// …` up to the end of its line. */
  Comment,
  /** `authorId`, `_id`, `now`, `null` */
  LowerName,
  /** `User`, `Asc`, `True` */
  UpperName,
  /** Digits only. */
  Int,
  /** Digits, dot, digits. */
  Float,
  /** With its quotes. */
  String,
  /** `@where` */
  Directive,
  /** `$id` */
  Parameter,
  BraceOpen,
  BraceClose,
  ParenOpen,
  ParenClose,
  BracketOpen,
  BracketClose,
  Less,
  LessOrEqual,
  Greater,
  GreaterOrEqual,
  Assign,
  Equal,
  NotEqual,
  And,
  Or,
  Bar,
  Comma,
  Colon,
  Dot,
  Question,
  Star,
  /** A string without its closing quote. */
  OpenString,
  /** `007`, `1.`, `12abc` */
  BadNumber,
  /** A character, or a run of them, that begins nothing. */
  Unknown,
}

/** The tokens of one file; the last one is always `End`. */
export class Tokens {
  kinds: TokenKind[] = [];
  starts: i32[] = [];
  ends: i32[] = [];

  add(kind: TokenKind, start: i32, end: i32): void {
    this.kinds.push(kind);
    this.starts.push(start);
    this.ends.push(end);
  }
}
