// The engine's word on the draft while it is typed: errors first, and where there are none what applying would do.
import { createEffect, createSignal, on, onCleanup } from 'solid-js';
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

/** Follows `question`; an answer that was overtaken by a newer question is dropped. */
export function createVerdict(project: ProjectIntents, question: () => Question): () => Verdict {
  const [verdict, setVerdict] = createSignal<Verdict>({ state: 'served' });
  let turn = 0;
  let stopWaiting: (() => void) | null = null;
  const ask = async (asked: Question) => {
    const mine = ++turn;
    const answer = await judge(project, asked);
    if (mine === turn) setVerdict(answer);
  };
  createEffect(
    on(question, (asked) => {
      turn++;
      stopWaiting?.();
      if (!asked.isEdited) {
        setVerdict({ state: 'served' });
        return;
      }
      setVerdict((before) => (before.state === 'served' ? { state: 'checking' } : before));
      stopWaiting = realClock.setTimer(PATIENCE_MS, () => void ask(asked));
    }),
  );
  onCleanup(() => {
    turn++;
    stopWaiting?.();
  });
  return verdict;
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
