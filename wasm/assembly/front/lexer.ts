// Text to tokens. Never fails: what is no word becomes a token that the parser complains about.
import { isDigit, isLower, isNamePart, isUpper } from './characters';
import { TokenKind, Tokens } from './token';

const enum Char {
  Tab = 0x09,
  LineFeed = 0x0a,
  Return = 0x0d,
  Space = 0x20,
  Quote = 0x22,
  Dollar = 0x24,
  Dot = 0x2e,
  Slash = 0x2f,
  At = 0x40,
}

/** All tokens of a text, comments and line ends included, blanks left out. */
export function tokenize(text: string): Tokens {
  const lexer = new Lexer(text);
  while (lexer.step());
  return lexer.tokens;
}

class Lexer {
  tokens: Tokens = new Tokens();
  private at: i32 = 0;

  constructor(private text: string) {}

  /** Reads one token; false at the end. */
  step(): bool {
    this.skipBlanks();
    const start = this.at;
    if (start >= this.text.length) {
      this.tokens.add(TokenKind.End, start, start);
      return false;
    }
    const kind = this.read(this.text.charCodeAt(start));
    this.tokens.add(kind, start, this.at);
    return true;
  }

  private skipBlanks(): void {
    while (this.at < this.text.length) {
      const code = this.text.charCodeAt(this.at);
      if (code != Char.Space && code != Char.Tab && code != Char.Return) return;
      this.at++;
    }
  }

  private read(code: i32): TokenKind {
    if (isLower(code)) return this.name(TokenKind.LowerName);
    if (isUpper(code)) return this.name(TokenKind.UpperName);
    if (isDigit(code)) return this.number();
    if (code == Char.Quote) return this.string();
    if (code == Char.At) return this.prefixed(TokenKind.Directive);
    if (code == Char.Dollar) return this.prefixed(TokenKind.Parameter);
    if (code == Char.Slash && this.peek(1) == Char.Slash) return this.comment();
    return this.sign(code);
  }

  private peek(ahead: i32): i32 {
    const at = this.at + ahead;
    return at < this.text.length ? this.text.charCodeAt(at) : 0;
  }

  private name(kind: TokenKind): TokenKind {
    while (isNamePart(this.peek(0))) this.at++;
    return kind;
  }

  /** `@name` or `$name`; without a name after it the sign is no word. */
  private prefixed(kind: TokenKind): TokenKind {
    this.at++;
    if (!isLower(this.peek(0))) return TokenKind.Unknown;
    return this.name(kind);
  }

  private number(): TokenKind {
    const start = this.at;
    this.digits();
    const wholeEnd = this.at;
    const leadingZero = this.text.charCodeAt(start) == 0x30 && wholeEnd - start > 1;
    let kind = TokenKind.Int;
    if (this.peek(0) == Char.Dot && isDigit(this.peek(1))) {
      this.at++;
      this.digits();
      kind = TokenKind.Float;
    }
    if (!isNamePart(this.peek(0))) return leadingZero ? TokenKind.BadNumber : kind;
    return this.name(TokenKind.BadNumber);
  }

  private digits(): void {
    while (isDigit(this.peek(0))) this.at++;
  }

  /** Strings have no escapes and may span lines. */
  private string(): TokenKind {
    const close = this.text.indexOf('"', this.at + 1);
    if (close >= 0) {
      this.at = close + 1;
      return TokenKind.String;
    }
    this.at = this.endOfLine();
    return TokenKind.OpenString;
  }

  private comment(): TokenKind {
    this.at = this.endOfLine();
    return TokenKind.Comment;
  }

  private endOfLine(): i32 {
    const end = this.text.indexOf('\n', this.at);
    return end < 0 ? this.text.length : end;
  }

  private sign(code: i32): TokenKind {
    const next = this.peek(1);
    for (let i = 0; i < pairs.length; i += 3) {
      if (pairs[i] == code && pairs[i + 1] == next) {
        this.at += 2;
        return pairs[i + 2];
      }
    }
    this.at++;
    return code < singles.length ? singles[code] : TokenKind.Unknown;
  }
}

/** Signs of two characters: first, second, token. */
const pairs: StaticArray<i32> = [
  0x3d,
  0x3d,
  TokenKind.Equal, // ==
  0x21,
  0x3d,
  TokenKind.NotEqual, // !=
  0x3c,
  0x3d,
  TokenKind.LessOrEqual, // <=
  0x3e,
  0x3d,
  TokenKind.GreaterOrEqual, // >=
  0x26,
  0x26,
  TokenKind.And, // &&
  0x7c,
  0x7c,
  TokenKind.Or, // ||
];

/** Signs of one character, by code. */
const singles: StaticArray<i32> = singleSigns();

function singleSigns(): StaticArray<i32> {
  const table = new StaticArray<i32>(0x80);
  for (let i = 0; i < table.length; i++) table[i] = TokenKind.Unknown;
  const signs = '\n{}()[]<>=|,:.?*';
  const kinds: StaticArray<i32> = [
    TokenKind.Newline,
    TokenKind.BraceOpen,
    TokenKind.BraceClose,
    TokenKind.ParenOpen,
    TokenKind.ParenClose,
    TokenKind.BracketOpen,
    TokenKind.BracketClose,
    TokenKind.Less,
    TokenKind.Greater,
    TokenKind.Assign,
    TokenKind.Bar,
    TokenKind.Comma,
    TokenKind.Colon,
    TokenKind.Dot,
    TokenKind.Question,
    TokenKind.Star,
  ];
  for (let i = 0; i < signs.length; i++) table[signs.charCodeAt(i)] = kinds[i];
  return table;
}
