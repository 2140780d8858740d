// What helps with a step: a hint, having it done, and what went wrong with that.
import { createSignal, Show } from 'solid-js';
import { Prose } from './prose.tsx';
import type { LessonSession } from './session.ts';

export function StepHelp(props: { readonly session: LessonSession }) {
  const step = () => props.session.step();
  // Of one step: the next one keeps its hint to itself again.
  const [hintedAt, setHintedAt] = createSignal(-1);
  const at = () => props.session.view().step;
  const hinted = () => hintedAt() === at();
  return (
    <>
      <Show when={!props.session.view().reached}>
        <div class="lesson-help">
          <Show when={step().hint.length > 0}>
            <button
              type="button"
              class="button"
              aria-expanded={hinted()}
              onClick={() => setHintedAt(hinted() ? -1 : at())}
            >
              Hint
            </button>
          </Show>
          <Show when={step().actions.length > 0}>
            <button
              type="button"
              class="button"
              disabled={props.session.view().doing}
              onClick={() => props.session.doIt()}
            >
              {props.session.view().doing ? 'Being done…' : 'Do it for me'}
            </button>
          </Show>
        </div>
        <Show when={hinted()}>
          <div class="prose lesson-hint">
            <Prose blocks={step().hint} />
          </div>
        </Show>
      </Show>
      <Show when={props.session.view().problem}>
        {(problem) => (
          <p role="alert">
            <span class="trouble">▲ That did not work.</span> {problem()}
          </p>
        )}
      </Show>
    </>
  );
}
