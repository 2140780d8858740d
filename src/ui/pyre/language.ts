// Pyre for CodeMirror: what is coloured how, how blocks are indented, what a comment is.
import {
  HighlightStyle,
  LanguageSupport,
  StreamLanguage,
  syntaxHighlighting,
  type StringStream,
} from '@codemirror/language';
import { tags } from '@lezer/highlight';

const KEYWORDS: ReadonlySet<string> = new Set(['record', 'type', 'session', 'query', 'insert', 'update', 'delete']);
const CONSTANTS: ReadonlySet<string> = new Set(['True', 'False', 'true', 'false', 'null', 'Null']);
const CONDITIONS: ReadonlySet<string> = new Set(['And', 'Or', 'exists', 'in']);

interface State {
  depth: number;
}

const pyre = StreamLanguage.define<State>({
  name: 'pyre',
  startState: () => ({ depth: 0 }),
  token(stream, state) {
    if (stream.eatSpace()) return null;
    if (stream.match('//')) {
      stream.skipToEnd();
      return 'comment';
    }
    return stream.match(/^"[^"]*"?/) ? 'string' : symbol(stream, state);
  },
  indent: (state, textAfter, { unit }) => Math.max(0, state.depth - (textAfter.startsWith('}') ? 1 : 0)) * unit,
  languageData: {
    commentTokens: { line: '//' },
    closeBrackets: { brackets: ['{', '(', '"'] },
    indentOnInput: /^\s*\}$/,
  },
});

function symbol(stream: StringStream, state: State): string | null {
  if (stream.match(/^@\w+/)) return 'meta';
  if (stream.match(/^\$\w+/)) return 'variableName';
  if (stream.match(/^\d+(?:\.\d+)?/)) return 'number';
  if (stream.match(/^Session\b(?:\.\w+)*/)) return 'variableName.special';
  const word = stream.match(/^[A-Za-z_]\w*/);
  if (word && typeof word !== 'boolean') return wordStyle(word[0], state);
  const character = stream.next();
  if (character === '{' || character === '(') state.depth++;
  if (character === '}' || character === ')') state.depth = Math.max(0, state.depth - 1);
  return /[=!<>|&]/.test(character ?? '') ? 'operator' : null;
}

function wordStyle(word: string, { depth }: State): string | null {
  if (depth === 0 && KEYWORDS.has(word)) return 'keyword';
  if (CONSTANTS.has(word)) return 'atom';
  if (CONDITIONS.has(word)) return 'operatorKeyword';
  return /^[A-Z]/.test(word) ? 'typeName' : null;
}

/** Colours come as classes: the style sheet knows them. */
const colours = HighlightStyle.define([
  { tag: tags.comment, class: 'pyre-comment' },
  { tag: tags.keyword, class: 'pyre-keyword' },
  { tag: tags.operatorKeyword, class: 'pyre-keyword' },
  { tag: tags.meta, class: 'pyre-directive' },
  { tag: tags.typeName, class: 'pyre-type' },
  { tag: [tags.string, tags.number, tags.atom], class: 'pyre-value' },
  { tag: tags.variableName, class: 'pyre-parameter' },
  { tag: tags.special(tags.variableName), class: 'pyre-session' },
]);

/** The language with its colours. */
export function pyreLanguage(): LanguageSupport {
  return new LanguageSupport(pyre, [syntaxHighlighting(colours)]);
}
