// Markdown into sections of prose, each with the line that it began on. HTML in it stays text.
import MarkdownIt, { type Token } from 'markdown-it';
import type { Block, Inline } from './prose.ts';

/** What stands under one heading, up to the next. */
export interface Section {
  /** 0 before the first heading. */
  readonly level: number;
  readonly title: string;
  readonly line: number;
  readonly parts: readonly Part[];
}

/** A block with its place; items of a list with theirs. */
export interface Part {
  readonly line: number;
  readonly block: Block;
  readonly items: readonly Item[];
}

export interface Item {
  readonly line: number;
  /** As it was written, of one line. */
  readonly text: string;
  readonly inlines: readonly Inline[];
}

const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });

/** `firstLine`: of the text in its file, from 1. */
export function readSections(text: string, firstLine: number): readonly Section[] {
  const tokens = new Tokens(markdown.parse(text, {}), firstLine);
  const sections: { level: number; title: string; line: number; parts: Part[] }[] = [
    { level: 0, title: '', line: firstLine, parts: [] },
  ];
  while (!tokens.ended) {
    const line = tokens.line;
    if (tokens.type === 'heading_open') {
      const level = Number(tokens.take().tag.slice(1));
      const title = tokens.take().content;
      tokens.take();
      sections.push({ level, title, line, parts: [] });
    } else {
      const items = tokens.type === 'bullet_list_open' ? tokens.peekItems() : [];
      const block = tokens.takeBlock();
      if (block) sections.at(-1)?.parts.push({ line, block, items });
    }
  }
  return sections;
}

class Tokens {
  readonly #tokens: readonly Token[];
  readonly #firstLine: number;
  #at = 0;

  constructor(tokens: readonly Token[], firstLine: number) {
    this.#tokens = tokens;
    this.#firstLine = firstLine;
  }

  get ended(): boolean {
    return this.#at >= this.#tokens.length;
  }

  get type(): string {
    return this.#tokens[this.#at]?.type ?? '';
  }

  get line(): number {
    return this.#firstLine + (this.#tokens[this.#at]?.map?.[0] ?? 0);
  }

  take(): Token {
    const token = this.#tokens[this.#at++];
    if (!token) throw new Error('a block is opened and closed');
    return token;
  }

  /** The next block; null for what prose does not know, such as a rule. */
  takeBlock(): Block | null {
    const token = this.take();
    switch (token.type) {
      case 'paragraph_open': {
        const inlines = inlinesOf(this.take().children ?? []);
        this.take();
        return { kind: 'paragraph', inlines };
      }
      case 'bullet_list_open':
      case 'ordered_list_open':
        return { kind: 'list', ordered: token.type === 'ordered_list_open', items: this.#takeItems() };
      case 'blockquote_open':
        return { kind: 'quote', blocks: this.#takeUntil('blockquote_close') };
      case 'fence':
      case 'code_block':
        return { kind: 'code', text: token.content.replace(/\n$/, '') };
      default:
        return null;
    }
  }

  #takeItems(): readonly (readonly Block[])[] {
    const items: (readonly Block[])[] = [];
    while (this.type === 'list_item_open') {
      this.take();
      items.push(this.#takeUntil('list_item_close'));
    }
    this.take();
    return items;
  }

  #takeUntil(end: string): readonly Block[] {
    const blocks: Block[] = [];
    while (this.type !== end) {
      const block = this.takeBlock();
      if (block) blocks.push(block);
    }
    this.take();
    return blocks;
  }

  /** The items of the list that comes next, without taking it. */
  peekItems(): readonly Item[] {
    const items: Item[] = [];
    let depth = 0;
    for (let at = this.#at; at < this.#tokens.length; at++) {
      const token = this.#tokens[at];
      if (!token) break;
      depth += token.nesting;
      if (depth === 0) break;
      const inline = this.#tokens[at + 2];
      if (token.type === 'list_item_open' && inline?.type === 'inline') {
        const line = this.#firstLine + (inline.map?.[0] ?? 0);
        items.push({ line, text: inline.content, inlines: inlinesOf(inline.children ?? []) });
      }
    }
    return items;
  }
}

function inlinesOf(tokens: readonly Token[]): readonly Inline[] {
  const stack: Inline[][] = [[]];
  const opened: Token[] = [];
  const add = (inline: Inline) => stack.at(-1)?.push(inline);
  for (const token of tokens) {
    if (token.nesting === 1) {
      opened.push(token);
      stack.push([]);
    } else if (token.nesting === -1) {
      const inlines = stack.pop() ?? [];
      const closed = closedInline(opened.pop(), inlines);
      for (const inline of closed) add(inline);
    } else if (token.type === 'code_inline') add({ kind: 'code', text: token.content });
    else if (token.type === 'softbreak' || token.type === 'hardbreak') add({ kind: 'text', text: ' ' });
    else if (token.content !== '') add({ kind: 'text', text: token.content });
  }
  return stack[0] ?? [];
}

/** Links lead to the web alone; others are their text. */
function closedInline(token: Token | undefined, inlines: readonly Inline[]): readonly Inline[] {
  if (token?.type === 'strong_open') return [{ kind: 'strong', inlines }];
  if (token?.type === 'em_open') return [{ kind: 'emphasis', inlines }];
  const to = token?.type === 'link_open' ? token.attrGet('href') : null;
  return typeof to === 'string' && to.startsWith('https://') ? [{ kind: 'link', to, inlines }] : inlines;
}
