// Where panes are tabs, the head has no room for the word: a line of its own says that time stands still, and lets it go on [UI-9].
import { Show } from 'solid-js';
import { counted } from '../format.ts';
import { usePage } from '../page.tsx';
import './time.css';

export function PauseLine() {
  const page = usePage();
  const isPaused = () => page.now().time.paused && page.moment() === null && page.desk.narrow();
  const flying = () => page.now().network.flyingCount;
  return (
    <Show when={isPaused()}>
      <aside class="pause-line" aria-label="Time is paused" data-testid="pause-line">
        <span role="status">
          <span aria-hidden="true">‖ </span>
          <strong>Time is paused</strong>
          {flying() > 0 ? `, ${counted(flying(), 'frame')} under way` : ''}.
        </span>
        <span class="push" />
        <button type="button" class="button" disabled={flying() === 0} onClick={() => page.world.time.step()}>
          Let one arrive
        </button>
        <button type="button" class="button primary" onClick={() => page.world.time.setPaused(false)}>
          Go on
        </button>
      </aside>
    </Show>
  );
}
