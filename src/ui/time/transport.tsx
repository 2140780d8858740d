// Pause, one message at a time, and the pace of the world's time [UI-9].
import { For, Show } from 'solid-js';
import { RATES } from '../../world/time.ts';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import { rateName } from './rate.ts';
import './time.css';

export function Transport() {
  const page = usePage();
  const time = () => page.now().time;
  const pauseLabel = () => (time().paused ? 'Let time go on' : 'Pause time');
  const stepTitle = () => {
    if (!time().paused) return 'Let one message arrive: pause time first';
    return page.now().network.flyingCount === 0 ? 'No message is under way' : 'Let one message arrive';
  };
  return (
    <div class="transport" role="group" aria-label="Time">
      <button
        type="button"
        class="button quiet icon"
        aria-pressed={time().paused}
        aria-label={pauseLabel()}
        title={pauseLabel()}
        onClick={() => page.world.time.setPaused(!time().paused)}
      >
        <Icon name={time().paused ? 'play' : 'pause'} />
      </button>
      <Show when={time().paused}>
        <span class="transport-paused" role="status">
          <span class="transport-tail">Time is </span>paused
        </span>
      </Show>
      <button
        type="button"
        class="button quiet icon"
        disabled={!time().paused || page.now().network.flyingCount === 0}
        aria-label="Let one message arrive"
        title={stepTitle()}
        onClick={() => page.world.time.step()}
      >
        <Icon name="step" />
      </button>
      <select
        class="field-input transport-rate"
        aria-label="Speed of time"
        title={`Speed of time: clients and links at ${rateName(time().rate)}, the server as fast as it can`}
        onChange={(event) => page.world.time.setRate(Number(event.currentTarget.value))}
      >
        <For each={RATES}>
          {(rate) => (
            <option value={rate} selected={rate === time().rate}>
              {rateName(rate)}
            </option>
          )}
        </For>
      </select>
    </div>
  );
}
