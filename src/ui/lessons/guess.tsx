// The question before anything happens, and its choices; which was right is told when the goals are reached.
import { createUniqueId, For, Show } from 'solid-js';
import type { Choice, Prediction } from './lesson.ts';
import { Inlines, Prose } from './prose.tsx';
import type { LessonSession } from './session.ts';

interface GuessProps {
  readonly prediction: Prediction;
  readonly session: LessonSession;
}

export function Guess(props: GuessProps) {
  const name = createUniqueId();
  const view = () => props.session.view();
  const isGuess = (index: number) => view().predicted === index;
  const verdict = (choice: Choice, index: number) => {
    if (!view().reached) return undefined;
    if (choice.right) return 'right';
    return isGuess(index) ? 'wrong' : 'other';
  };
  return (
    <fieldset class="lesson-guess">
      <legend>What do you expect?</legend>
      <div class="prose">
        <Prose blocks={props.prediction.question} />
      </div>
      <For each={props.prediction.choices}>
        {(choice, index) => (
          <label data-verdict={verdict(choice, index())}>
            <input
              type="radio"
              name={name}
              checked={isGuess(index())}
              disabled={!props.session.asking()}
              onChange={() => props.session.predict(index())}
            />
            <span>
              <Inlines inlines={choice.text} />
              <Show when={view().reached && choice.because.length > 0}>
                {' '}
                <span class="soft">
                  – <Inlines inlines={choice.because} />
                </span>
              </Show>
            </span>
            <VerdictMark verdict={verdict(choice, index())} guessed={isGuess(index())} />
          </label>
        )}
      </For>
    </fieldset>
  );
}

function VerdictMark(props: { readonly verdict: 'right' | 'wrong' | 'other' | undefined; readonly guessed: boolean }) {
  return (
    <span class="lesson-verdict">
      <Show when={props.verdict === undefined && props.guessed}>your guess</Show>
      <Show when={props.verdict === 'right'}>
        <span aria-hidden="true">✓ </span>right{props.guessed ? ', your guess' : ''}
      </Show>
      <Show when={props.verdict === 'wrong'}>
        <span aria-hidden="true">✕ </span>your guess
      </Show>
    </span>
  );
}
