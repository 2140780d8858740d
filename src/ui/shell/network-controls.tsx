// The network of the whole page: behind one button the weather, the server's absence and all frames under way [UI-8].
import { createMemo, createSignal, createUniqueId, Show } from 'solid-js';
import { CONDITIONS_PRESETS } from '../../network/presets.ts';
import { count } from '../format.ts';
import { later } from '../later.tsx';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import { ownNumbers } from './own-numbers.ts';
import './network-controls.css';

const NetworkPanel = later(async () => (await import('./network-panel.tsx')).NetworkPanel);

export function NetworkControls() {
  const page = usePage();
  const network = () => page.now().network;
  const id = createUniqueId();
  const [open, setOpen] = createSignal(false);
  const isOwn = createMemo(() => ownNumbers(page.now()));
  const presetName = () =>
    isOwn() ? 'own numbers' : (CONDITIONS_PRESETS.find((preset) => preset.id === network().preset)?.name ?? '');
  const explanation = () => CONDITIONS_PRESETS.find((preset) => preset.id === network().preset)?.explanation;
  return (
    <div class="network" role="group" aria-label="Network">
      <button
        type="button"
        class="button"
        popovertarget={id}
        aria-expanded={open()}
        title={explanation()}
        data-testid="network-button"
      >
        <span class="network-word">Network: </span>
        <span class="network-glyph" aria-hidden="true">
          ⇄{' '}
        </span>
        <span class="network-name">{presetName()}</span>{' '}
        <Show when={network().flyingCount > 0}>
          <span class="network-flying">
            {count(network().flyingCount)}
            <span class="hidden-label"> {network().flyingCount === 1 ? 'frame' : 'frames'} under way</span>
            <span aria-hidden="true"> ⇄</span>
          </span>
        </Show>
        <Icon name="chevron" />
      </button>
      <div
        id={id}
        popover="auto"
        class="network-panel"
        role="dialog"
        aria-label="Network of all clients"
        data-testid="network-panel"
        on:toggle={(event) => setOpen(event.newState === 'open')}
      >
        <Show when={open()}>
          <NetworkPanel />
        </Show>
      </div>
    </div>
  );
}
