// The way back through the recorded run: a slider over its moments, read-only [UI-9].
import { createMemo, createSignal, onCleanup } from 'solid-js';
import { elapsed } from '../format.ts';
import { usePage } from '../page.tsx';
import { Help } from '../widgets/help.tsx';
import { Icon } from '../widgets/icon.tsx';
import { ago, neighbour } from './ago.ts';
import './time.css';

export function TimeBar() {
  const page = usePage();
  const [moments, setMoments] = createSignal(page.world.recording.moments());
  onCleanup(page.world.recording.subscribe(() => setMoments(page.world.recording.moments())));
  const first = () => moments()[0]?.serial ?? 0;
  const last = () => moments().at(-1)?.serial ?? 0;
  const serial = () => page.moment()?.serial ?? last();
  const words = createMemo(() => ago(page.moment(), page.world.messages.view()));
  const at = () => (page.moment() ?? moments().at(-1))?.atMs ?? 0;
  const look = (to: number) => page.lookAt(to >= last() ? null : (moments().find((one) => one.serial === to) ?? null));
  const step = (by: 1 | -1) => page.lookAt(neighbour(moments(), page.moment(), by));
  return (
    <div class="time-bar" role="group" aria-label="Look back">
      <span class="time-words soft" aria-hidden="true">
        {words()}
      </span>
      <button
        type="button"
        class="button quiet icon"
        aria-label="One moment back"
        title="One moment back"
        disabled={serial() <= first()}
        onClick={() => step(-1)}
      >
        <Icon name="back" />
      </button>
      <input
        type="range"
        class="time-slider"
        aria-label="Moment of the run"
        aria-valuetext={`${elapsed(at() - (moments()[0]?.atMs ?? 0))}, ${words()}`}
        min={first()}
        max={last()}
        value={serial()}
        disabled={moments().length < 2}
        onInput={(event) => look(event.currentTarget.valueAsNumber)}
      />
      <button
        type="button"
        class="button quiet icon"
        aria-label="One moment on"
        title="One moment on"
        disabled={page.moment() === null}
        onClick={() => step(1)}
      >
        <Icon name="forth" />
      </button>
      <Help
        about="looking back"
        text="Every picture of the run is recorded. Move back to see the clients, the messages and the flow as they were; there nothing can be changed, and the world goes on meanwhile."
      />
    </div>
  );
}
