// The engine's word on the draft while it is typed: errors first, and where there are none what applying would do.
import { batch, createEffect, createSignal, on, onCleanup, untrack } from 'solid-js';
import { realClock } from '../../base/clock.ts';
import type { Diagnostic, SourceFile } from '../../protocol/control.ts';
import type { ImpactView, ProjectIntents } from '../../world/project.ts';

/** How the draft stands. */
export type Verdict =
  /** Nothing was changed. */
  | { readonly state: 'served' }
  | { readonly state: 'checking' }
  /** The files have errors. */
  | { readonly state: 'wrong'; readonly diagnostics: readonly Diagnostic[] }
  /** The files are right, but the database cannot follow: with a reason for each step, or one for all. */
  | { readonly state: 'refused'; readonly message: string; readonly diagnostics: readonly Diagnostic[] }
  /** The server did not answer. */
  | { readonly state: 'unanswered'; readonly message: string }
  | { readonly state: 'ready'; readonly impact: ImpactView };

export interface Question {
  readonly sources: readonly SourceFile[];
  readonly isEdited: boolean;
  /** What may be lost. */
  readonly drop: readonly string[];
}

/** Rest after a keystroke before the engine is asked. */
const PATIENCE_MS = 200;

export interface Judged {
  /** The last word; of an older text while a newer one is judged. */
  readonly verdict: () => Verdict;
  /** Whether that is a word on the text as it stands. */
  readonly isOfThisText: () => boolean;
}

/**
 * Follows `question`. Text is judged once it rests, and an answer that was overtaken by newer text is dropped. Where only the database
 * moved on, the old word stands until the new one is there, and is asked for at most every `PATIENCE_MS`: traffic never starves it.
 */
export function createVerdict(project: ProjectIntents, question: () => Question): Judged {
  const [verdict, setVerdict] = createSignal<Verdict>({ state: 'served' });
  const [isOfThisText, setOfThisText] = createSignal(true);
  let turn = 0;
  let stopWaiting: (() => void) | null = null;
  let isAsking = false;
  let movedOn = false;
  const wait = () => {
    stopWaiting?.();
    stopWaiting = realClock.setTimer(PATIENCE_MS, () => void ask());
  };
  const ask = async () => {
    stopWaiting = null;
    const mine = turn;
    isAsking = true;
    movedOn = false;
    const answer = await judge(project, untrack(question));
    if (mine !== turn) return;
    isAsking = false;
    batch(() => {
      setVerdict(answer);
      setOfThisText(true);
    });
    if (movedOn) wait();
  };
  createEffect(
    on(question, (asked, before) => {
      if (before && asked.isEdited && isSameText(asked, before)) {
        if (isAsking) movedOn = true;
        else if (!stopWaiting) wait();
        return;
      }
      turn++;
      isAsking = false;
      stopWaiting?.();
      stopWaiting = null;
      setOfThisText(!asked.isEdited);
      if (asked.isEdited) {
        setVerdict((known) => (known.state === 'served' ? { state: 'checking' } : known));
        wait();
      } else setVerdict({ state: 'served' });
    }),
  );
  onCleanup(() => {
    turn++;
    stopWaiting?.();
  });
  return { verdict, isOfThisText };
}

function isSameText(one: Question, other: Question): boolean {
  return one.sources === other.sources && one.drop === other.drop && one.isEdited === other.isEdited;
}

async function judge(project: ProjectIntents, { sources, drop }: Question): Promise<Verdict> {
  const checked = await project.check(sources);
  if (!checked.ok) return { state: 'unanswered', message: checked.message };
  if (checked.value.length > 0) return { state: 'wrong', diagnostics: checked.value };
  const preview = await project.preview(sources, drop);
  if (preview.ok) return { state: 'ready', impact: preview.value };
  const { message, diagnostics } = preview;
  return { state: 'refused', message, diagnostics };
}
