// When the goals are reached: how the guess stands beside what happened, and what was to be learned.
import { Show } from 'solid-js';
import { Inlines, Prose } from './prose.tsx';
import type { LessonSession } from './session.ts';

export interface VerdictProps {
  readonly session: LessonSession;
  /** Whether the choices stand above, so that the guess need not be told again. */
  readonly belowGuess: boolean;
  onNext(): void;
}

export function Verdict(props: VerdictProps) {
  const step = () => props.session.step();
  const guess = () => {
    const { predicted } = props.session.view();
    return predicted === null ? undefined : step().prediction?.choices[predicted];
  };
  return (
    <div class="lesson-why">
      <p class="lesson-reached">
        <span aria-hidden="true">✓ </span>Reached
        <Show when={guess()}>{(choice) => (choice().right ? ': as you guessed' : ': not as you guessed')}</Show>
      </p>
      <Show when={!props.belowGuess && guess()?.right === false ? guess() : undefined}>
        {(choice) => (
          <p class="lesson-wrong" data-testid="wrong-guess">
            <span aria-hidden="true">✕ </span>
            You guessed “<Inlines inlines={choice().text} />
            ”.{' '}
            <Show when={choice().because.length > 0}>
              <Inlines inlines={choice().because} />
            </Show>
          </p>
        )}
      </Show>
      <div class="prose">
        <Prose blocks={step().why} />
      </div>
      <button type="button" class="button primary" onClick={() => props.onNext()}>
        {props.session.isLast() ? 'Finish' : 'Next step'}
      </button>
    </div>
  );
}
