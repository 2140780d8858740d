// The place of the query panel: kept while the panel is not needed yet, so that the first clients are live before it is fetched.
import { createEffect, createSignal, Match, onCleanup, Switch } from 'solid-js';
import { realClock } from '../../base/clock.ts';
import { later } from '../later.tsx';
import { usePage } from '../page.tsx';
import type { WorldView } from '../../world/world.ts';

const QueryPanel = later(async () => (await import('./query-panel.tsx')).QueryPanel);

/** A server that runs while nobody becomes live: the form is not held back for longer. */
const PATIENCE_MS = 1500;

/** Stands for the panel until it has come: it is fetched after the picture that shows a live client, or when somebody reaches for it. */
export function QueryPlace() {
  const page = usePage();
  const [state, setState] = createSignal<'waiting' | 'here' | 'missing'>('waiting');
  const fetch = () => {
    void QueryPanel.preload().then(
      () => setState('here'),
      () => setState('missing'),
    );
  };
  // On a narrow screen it is another tab that stands open at first: here somebody opened this one.
  if (page.desk.narrow()) fetch();
  else whenSettled(() => page.now(), fetch);
  return (
    <Switch>
      <Match when={state() === 'here'}>
        <QueryPanel />
      </Match>
      <Match when={state() === 'missing'}>
        <div class="empty" role="alert">
          <strong>The query form did not arrive</strong>
          <p>Look whether this device is online.</p>
          <button type="button" class="button" onClick={fetch}>
            Load it again
          </button>
        </div>
      </Match>
      <Match when={state() === 'waiting'}>
        <div data-testid="query-place" onPointerEnter={fetch}>
          <div class="toolbar">
            <span class="section-title">Run</span>
            <select class="field-input query-choice" aria-label="Run" disabled />
          </div>
          <p class="empty">
            {page.now().server.phase === 'running' ? 'Loading…' : 'The queries appear when the server runs.'}
          </p>
        </div>
      </Match>
    </Switch>
  );
}

/** Runs `task` once, behind the picture in which the first client is live, or in which nobody is on the way to it. */
function whenSettled(view: () => WorldView, task: () => void): void {
  const [isDue, setDue] = createSignal(false);
  let asked = false;
  let stopWaiting: (() => void) | undefined;
  createEffect(() => {
    if (asked) return;
    const now = view();
    if (now.server.phase !== 'running') return;
    stopWaiting ??= realClock.setTimer(PATIENCE_MS, () => setDue(true));
    if (!isDue() && isOnTheWay(now)) return;
    asked = true;
    stopWaiting();
    // What hides itself meanwhile draws no picture: it fetches when it is seen again.
    requestAnimationFrame(task);
  });
  onCleanup(() => stopWaiting?.());
}

/** Whether clients are about to be live, and none is. */
function isOnTheWay({ adding, clients }: WorldView): boolean {
  if (clients.some(({ phase }) => phase === 'live')) return false;
  return adding !== null || clients.some(({ phase }) => phase !== 'offline');
}
