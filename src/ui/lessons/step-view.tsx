// One step: what it is about, a guess, then the task and goals that tick themselves, help, and what was to be learned.
import { For, Show } from 'solid-js';
import { TAB_NAMES, usePage, type Tab } from '../page.tsx';
import { Goals } from './goals.tsx';
import { Guess } from './guess.tsx';
import { StepHelp } from './help.tsx';
import { placesOf, type Place } from './places.ts';
import { Prose } from './prose.tsx';
import type { LessonSession } from './session.ts';
import { Verdict } from './verdict.tsx';

export interface StepViewProps {
  readonly session: LessonSession;
  /** Whether everything to act with stands beside the text: then there is nowhere to go. */
  readonly beside: boolean;
}

export function StepView(props: StepViewProps) {
  const { session } = props;
  const step = () => session.step();
  return (
    <section
      class="lesson-body"
      aria-label={step().title}
      data-testid="lesson-step"
      data-reached={session.view().reached}
    >
      <h3>{step().title}</h3>
      <div class="prose">
        <Prose blocks={step().prose} />
      </div>
      <Show when={step().prediction}>{(prediction) => <Guess prediction={prediction()} session={session} />}</Show>
      <Show
        when={!session.asking()}
        fallback={
          <p class="lesson-help">
            <span class="faint">Guess first: what to do comes then.</span>
            <button type="button" class="button quiet" onClick={() => session.withholdGuess()}>
              Skip the guess
            </button>
          </p>
        }
      >
        <Show when={step().task.length > 0 && !session.view().reached}>
          <div class="lesson-task">
            <h4>Do this</h4>
            <div class="prose">
              <Prose blocks={step().task} />
            </div>
            <Show when={!props.beside}>
              <Ways places={placesOf(step().actions)} />
            </Show>
          </div>
        </Show>
        <div class="lesson-goals">
          <h4>Goals, which tick themselves</h4>
          <Goals session={session} />
          <StepHelp session={session} />
        </div>
      </Show>
      <Show when={session.view().reached}>
        <Verdict session={session} belowGuess onNext={() => session.next()} />
      </Show>
    </section>
  );
}

/** The tabs on which the step is done: on a wide screen the clients are in sight already. */
function Ways(props: { readonly places: readonly Place[] }) {
  const page = usePage();
  const tabs = (): readonly Tab[] => {
    const wanted = props.places.map((place): Tab => (place === 'query' ? 'query' : 'tableau'));
    return [...new Set(wanted)].filter((tab) => tab !== 'tableau' || page.desk.narrow());
  };
  return (
    <Show when={tabs().length > 0}>
      <p class="lesson-help">
        <For each={tabs()}>
          {(tab) => (
            <button type="button" class="button primary" onClick={() => page.openTab(tab)}>
              Go to {TAB_NAMES[tab]}
            </button>
          )}
        </For>
        <span class="faint">What to do stays in sight above.</span>
      </p>
    </Show>
  );
}
