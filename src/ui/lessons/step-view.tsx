// One step: what it is about, a guess, goals that tick themselves, help, and what was to be learned.
import { createSignal, createUniqueId, For, Show } from 'solid-js';
import { usePage } from '../page.tsx';
import { named } from './named.ts';
import type { Prediction, Step } from './lesson.ts';
import { Inlines, Prose } from './prose.tsx';
import type { RunView } from './run.ts';

export interface StepViewProps {
  readonly step: Step;
  readonly view: RunView;
  readonly isLast: boolean;
  onPredict(choice: number): void;
  onDoIt(): void;
  onNext(): void;
}

export function StepView(props: StepViewProps) {
  const page = usePage();
  const [hinted, setHinted] = createSignal(false);
  const guessed = () => props.step.prediction === null || props.view.predicted !== null || props.view.reached;
  return (
    <section
      class="lesson-body"
      aria-label={props.step.title}
      data-testid="lesson-step"
      data-reached={props.view.reached}
    >
      <h3>{props.step.title}</h3>
      <div class="prose">
        <Prose blocks={props.step.prose} />
      </div>
      <Show when={props.step.prediction}>
        {(prediction) => (
          <Guess prediction={prediction()} view={props.view} onPredict={(choice) => props.onPredict(choice)} />
        )}
      </Show>
      <div class="lesson-goals" classList={{ waiting: !guessed() }}>
        <h4>Goal</h4>
        <ul>
          <For each={props.step.goals}>
            {(goal, index) => {
              const met = () => props.view.reached || props.view.goals[index()] === true;
              return (
                <li data-testid="goal" data-met={met()}>
                  <span class="lesson-mark" classList={{ done: met() }} aria-hidden="true">
                    {met() ? '✓' : '○'}
                  </span>
                  <span class="hidden-label">{met() ? 'reached: ' : 'open: '}</span>
                  {named(goal.text, page.view().clients)}
                </li>
              );
            }}
          </For>
        </ul>
        <div class="lesson-help">
          <Show when={!guessed()}>
            <span class="faint">Guess first, then try it.</span>
          </Show>
          <Show when={guessed() && !props.view.reached}>
            <Show when={props.step.hint.length > 0}>
              <button type="button" class="button" aria-expanded={hinted()} onClick={() => setHinted(!hinted())}>
                Hint
              </button>
            </Show>
            <Show when={props.step.actions.length > 0}>
              <button type="button" class="button" disabled={props.view.doing} onClick={() => props.onDoIt()}>
                {props.view.doing ? 'Being done…' : 'Do it for me'}
              </button>
            </Show>
          </Show>
        </div>
        <Show when={hinted() && !props.view.reached}>
          <div class="prose lesson-hint">
            <Prose blocks={props.step.hint} />
          </div>
        </Show>
        <Show when={props.view.problem}>
          {(problem) => (
            <p role="alert">
              <span class="trouble">▲ That did not work.</span> {problem()}
            </p>
          )}
        </Show>
      </div>
      <div aria-live="polite">
        <Show when={props.view.reached}>
          <div class="lesson-why">
            <p class="lesson-reached">✓ Reached</p>
            <div class="prose">
              <Prose blocks={props.step.why} />
            </div>
            <button type="button" class="button primary" onClick={() => props.onNext()}>
              {props.isLast ? 'Finish' : 'Next step'}
            </button>
          </div>
        </Show>
      </div>
    </section>
  );
}

interface GuessProps {
  readonly prediction: Prediction;
  readonly view: RunView;
  onPredict(choice: number): void;
}

/** The choices; which was right is told when the goal is reached. */
function Guess(props: GuessProps) {
  const name = createUniqueId();
  const told = () => props.view.reached;
  const mark = (index: number, right: boolean) => {
    if (!told()) return '';
    if (right) return '✓';
    return props.view.predicted === index ? '✕' : '';
  };
  return (
    <fieldset class="lesson-guess">
      <legend>What do you expect?</legend>
      <div class="prose">
        <Prose blocks={props.prediction.question} />
      </div>
      <For each={props.prediction.choices}>
        {(choice, index) => (
          <label data-verdict={told() ? (choice.right ? 'right' : 'wrong') : undefined}>
            <input
              type="radio"
              name={name}
              checked={props.view.predicted === index()}
              disabled={props.view.predicted !== null || told()}
              onChange={() => props.onPredict(index())}
            />
            <span>
              <Inlines inlines={choice.text} />
            </span>
            <span class="lesson-verdict">
              <span aria-hidden="true">{mark(index(), choice.right)}</span>
              <Show when={told() && props.view.predicted === index()}>
                {choice.right ? ' your guess, and right' : ' your guess'}
              </Show>
            </span>
          </label>
        )}
      </For>
    </fieldset>
  );
}
