// The line at the bottom: what happened last as a sentence, spoken by screen readers unless paused; and frames that wait for a hand.
import { createMemo, Show } from 'solid-js';
import { counted, listed } from '../format.ts';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import { sceneOf } from './scene.ts';
import { storyOf } from './story.ts';

export function Narration() {
  const page = usePage();
  const { narrating, setNarrating } = page.desk;
  const paused = () => !narrating();
  /** Of the picture that is drawn: now, or the moment that is looked back at. */
  const sentence = createMemo<string>((before) => (paused() && before !== '' ? before : storyOf(sceneOf(page))), '');
  return (
    <footer class="narration">
      <p aria-live={paused() ? 'off' : 'polite'} data-testid="narration" title={sentence()}>
        {sentence()}
      </p>
      <HeldFrames />
      <button
        type="button"
        class="button quiet icon"
        aria-pressed={paused()}
        aria-label={paused() ? 'Go on telling what happens' : 'Stop telling what happens'}
        title={paused() ? 'Telling is paused' : 'Pause telling'}
        onClick={() => setNarrating(paused())}
      >
        <Show when={paused()} fallback={<Icon name="pause" />}>
          <Icon name="play" />
        </Show>
      </button>
    </footer>
  );
}

/** Held frames are missed on some card: whose they are, and the way to let them go. */
function HeldFrames() {
  const page = usePage();
  const held = createMemo(() => page.now().network.flying.filter((frame) => frame.held));
  const names = () => [...new Set(held().map(({ client }) => page.face(client)?.name ?? client))];
  return (
    <Show when={held().length > 0}>
      <span class="narration-held" data-testid="held-frames">
        <span aria-hidden="true">■ </span>
        {counted(held().length, 'frame')} held for {listed(names(), 2)}
      </span>
      <button
        type="button"
        class="button"
        onClick={() => held().forEach(({ id }) => page.world.weather.alterFrame(id, 'release'))}
      >
        Deliver
      </button>
    </Show>
  );
}
