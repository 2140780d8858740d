// One line below the head while the world is not the visitor's own, or a link could not be opened.
import { createSignal, Match, Show, Switch } from 'solid-js';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import { useVisit } from './visit.tsx';
import './visit-banner.css';

export function VisitBanner() {
  const page = usePage();
  const visit = useVisit();
  const [open, setOpen] = createSignal(visit.visiting || visit.problem !== null || visit.justKept);
  return (
    <Show when={open()}>
      <aside class="visit" aria-label="Where this world comes from" data-testid="visit">
        <Switch>
          <Match when={visit.problem}>
            {(problem) => (
              <p role="alert">
                <span class="trouble">▲ The link could not be opened.</span> {problem()} You see your own world.
              </p>
            )}
          </Match>
          <Match when={visit.visiting}>
            <p>
              <strong>
                {page.lesson() === null ? 'This world came by a link.' : 'This lesson has a world of its own.'}
              </strong>{' '}
              Yours is untouched.
            </p>
            <button type="button" class="button" onClick={() => visit.goHome()}>
              Back to my world
            </button>
            <button type="button" class="button" onClick={() => visit.keep()}>
              Keep this as mine
            </button>
          </Match>
          <Match when={visit.justKept}>
            <p>
              <strong>This world is yours now.</strong> The one before is still there.
            </p>
            <button type="button" class="button" onClick={() => visit.undoKeep()}>
              Undo
            </button>
          </Match>
        </Switch>
        <button
          type="button"
          class="button quiet icon"
          aria-label="Dismiss"
          title="Dismiss"
          onClick={() => setOpen(false)}
        >
          <Icon name="close" />
        </button>
      </aside>
    </Show>
  );
}
