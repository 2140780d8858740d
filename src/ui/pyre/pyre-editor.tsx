// The editor of Pyre text: CodeMirror with the language's colours, completion, explanations under the pointer, and marks.
import {
  autocompletion,
  closeBrackets,
  closeBracketsKeymap,
  completionKeymap,
  type CompletionContext,
  type CompletionResult,
} from '@codemirror/autocomplete';
import {
  defaultKeymap,
  history,
  historyKeymap,
  indentWithTab,
  redo,
  temporarilySetTabFocusMode,
  undo,
} from '@codemirror/commands';
import { bracketMatching, foldGutter, foldKeymap, indentOnInput, indentUnit } from '@codemirror/language';
import { lintGutter, lintKeymap, setDiagnostics } from '@codemirror/lint';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  hoverTooltip,
  keymap,
  lineNumbers,
  type Tooltip,
} from '@codemirror/view';
import { createEffect, on, onCleanup, onMount } from 'solid-js';
import type { Diagnostic } from '../../protocol/control.ts';
import { completionsAt } from './complete.ts';
import { hoverAt } from './hover.ts';
import type { Knowledge } from './knowledge.ts';
import { pyreLanguage } from './language.ts';
import { marksIn } from './marks.ts';
import './pyre-editor.css';

/** A place to go to; each object is gone to once. */
export interface Jump {
  readonly diagnostic: Diagnostic;
}

export interface PyreEditorProps {
  /** Name of the file: another one gets an editing history of its own. */
  readonly name: string;
  readonly text: string;
  /** What screen readers call it. */
  readonly label: string;
  readonly isSchema: boolean;
  readonly knowledge: Knowledge;
  /** Errors of this text. */
  readonly diagnostics: readonly Diagnostic[];
  /** Where the cursor shall go, as soon as the file is shown. */
  readonly jump?: Jump | null;
  onText(text: string): void;
  /** Ctrl-S or Cmd-S. */
  onSave?(): void;
  /** Ctrl-Enter or Cmd-Enter. */
  onSubmit?(): void;
}

export function PyreEditor(props: PyreEditorProps) {
  let place: HTMLDivElement | undefined;
  const states = new Map<string, EditorState>();
  const naming = new Compartment();
  onMount(() => {
    if (!place) return;
    const labelled = () => naming.of(EditorView.contentAttributes.of({ 'aria-label': props.label }));
    const stateOf = (text: string) => EditorState.create({ doc: text, extensions: [extensions(props), labelled()] });
    const view = new EditorView({ parent: place, state: stateOf(props.text) });
    onCleanup(() => view.destroy());
    onCleanup(keepCaretInSight(view));
    let shown = props.name;
    let gone: Jump | null = null;
    createEffect(() => {
      const { name, text, diagnostics } = props;
      if (name !== shown) {
        states.set(shown, view.state);
        shown = name;
        view.setState(states.get(name) ?? stateOf(text));
      }
      replaceText(view, text);
      mark(view, diagnostics);
      const { jump } = props;
      if (jump && jump !== gone) goTo(view, jump.diagnostic);
      gone = jump ?? gone;
    });
    createEffect(
      on(
        () => props.label,
        (label) =>
          view.dispatch({ effects: naming.reconfigure(EditorView.contentAttributes.of({ 'aria-label': label })) }),
        { defer: true },
      ),
    );
  });
  return <div ref={(element) => (place = element)} class="pyre-editor" data-testid="pyre-editor" />;
}

/** What appears below takes room from the editor, and never the line that is being typed. Returns how to stop. */
function keepCaretInSight(view: EditorView): () => void {
  const observer = new ResizeObserver(() => {
    const { head } = view.state.selection.main;
    if (view.hasFocus) view.dispatch({ effects: EditorView.scrollIntoView(head, { y: 'nearest', yMargin: 24 }) });
  });
  observer.observe(view.dom);
  return () => observer.disconnect();
}

/** Text that came from elsewhere, such as the formatter, is a step that can be undone. */
function replaceText(view: EditorView, text: string): void {
  const held = view.state.doc.toString();
  if (held === text) return;
  const head = Math.min(view.state.selection.main.head, text.length);
  view.dispatch({ changes: changedStretch(held, text), selection: { anchor: head } });
}

/** Only what differs, so that the rest keeps its folds and its place. */
function changedStretch(before: string, after: string): { from: number; to: number; insert: string } {
  const shortest = Math.min(before.length, after.length);
  let start = 0;
  while (start < shortest && before[start] === after[start]) start++;
  let end = 0;
  while (end < shortest - start && before.at(-1 - end) === after.at(-1 - end)) end++;
  return { from: start, to: before.length - end, insert: after.slice(start, after.length - end) };
}

function goTo(view: EditorView, diagnostic: Diagnostic): void {
  const [place] = marksIn(view.state.doc.toString(), [diagnostic]);
  const anchor = Math.min(place?.from ?? 0, view.state.doc.length);
  view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: 'center' }) });
  view.focus();
}

function mark(view: EditorView, diagnostics: readonly Diagnostic[]): void {
  const length = view.state.doc.length;
  const marks = marksIn(view.state.doc.toString(), diagnostics).map(({ from, to, title, message, hint }) => ({
    from: Math.min(from, length),
    to: Math.min(to, length),
    severity: 'error' as const,
    message: `${title}: ${message}${hint === null ? '' : `\n${hint}`}`,
  }));
  view.dispatch(setDiagnostics(view.state, marks));
}

function extensions(props: PyreEditorProps): Extension {
  return [
    lineNumbers(),
    foldGutter({ openText: '▾', closedText: '▸' }),
    lintGutter(),
    history(),
    drawSelection(),
    highlightActiveLine(),
    highlightSelectionMatches(),
    indentOnInput(),
    indentUnit.of('    '),
    bracketMatching(),
    closeBrackets(),
    search({ top: true }),
    pyreLanguage(),
    autocompletion({ override: [(context) => complete(context, props)], icons: false, interactionDelay: 0 }),
    hoverTooltip((view, position) => hover(view, position, props)),
    EditorState.tabSize.of(4),
    EditorView.lineWrapping,
    EditorView.contentAttributes.of({ autocapitalize: 'off', autocorrect: 'off', spellcheck: 'false', tabindex: '0' }),
    EditorView.updateListener.of((update) => {
      if (update.docChanged && update.state.doc.toString() !== props.text) props.onText(update.state.doc.toString());
    }),
    keymap.of([
      { key: 'Mod-s', run: () => command(props.onSave), preventDefault: true },
      { key: 'Mod-Enter', run: () => command(props.onSubmit) },
      { key: 'Mod-z', run: undo },
      { key: 'Mod-y', run: redo },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...foldKeymap,
      ...lintKeymap,
      // Where Escape closes nothing, it lets the next Tab leave the editor.
      { key: 'Escape', run: temporarilySetTabFocusMode },
      ...defaultKeymap,
      indentWithTab,
    ]),
  ];
}

function complete(context: CompletionContext, props: PyreEditorProps): CompletionResult | null {
  const { knowledge, isSchema } = props;
  const text = context.state.doc.toString();
  const found = completionsAt({ text, position: context.pos, isSchema, knowledge, asked: context.explicit });
  if (!found) return null;
  return {
    from: found.from,
    validFor: /^[@$]?[\w.]*$/,
    options: found.offers.map(({ label, put, detail, text: info, kind }) => ({
      label,
      apply: put,
      detail,
      type: kind,
      ...(info === '' ? {} : { info }),
    })),
  };
}

function hover(view: EditorView, position: number, props: PyreEditorProps): Tooltip | null {
  const found = hoverAt(view.state.doc.toString(), position, props.knowledge);
  if (!found) return null;
  return {
    pos: found.from,
    end: found.to,
    above: true,
    create: () => {
      const dom = document.createElement('div');
      dom.className = 'pyre-hover';
      for (const [index, line] of [found.title, ...found.lines].entries()) {
        const element = document.createElement(index === 0 ? 'strong' : 'p');
        element.textContent = line;
        dom.append(element);
      }
      return { dom };
    },
  };
}

/** Whether there was anything to do: a key that does nothing goes on to the browser. */
function command(work: (() => void) | undefined): boolean {
  work?.();
  return work !== undefined;
}
