// The network of the whole page: behind one button the weather, the server's absence and all frames under way [UI-8].
import { createSignal, createUniqueId, For, Show } from 'solid-js';
import { CONDITIONS_PRESETS } from '../../network/presets.ts';
import type { FlyingView } from '../../world/world.ts';
import { count, counted } from '../format.ts';
import { usePage } from '../page.tsx';
import { Help } from '../widgets/help.tsx';
import { Icon } from '../widgets/icon.tsx';
import { withChance } from '../time/chance.ts';
import { PresetSelect } from '../widgets/preset-select.tsx';
import './network-controls.css';

export function NetworkControls() {
  const page = usePage();
  const network = () => page.now().network;
  const id = createUniqueId();
  const [open, setOpen] = createSignal(false);
  const presetName = () => CONDITIONS_PRESETS.find((preset) => preset.id === network().preset)?.name ?? '';
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
        {presetName()}{' '}
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

function NetworkPanel() {
  const page = usePage();
  const network = () => page.now().network;
  const explanation = () => CONDITIONS_PRESETS.find((preset) => preset.id === network().preset)?.explanation;
  return (
    <>
      <div class="network-line">
        <h2>Network of all clients</h2>
        <Help
          about="the network"
          text="Every frame between a client and the server passes a simulated link: slow it for all here, for one client in its details, or take single frames in hand while they are under way."
        />
      </div>
      <label class="network-choice">
        <span>weather</span>
        <PresetSelect value={network().preset} onChoose={(preset) => page.world.weather.setPreset('all', preset)} />
      </label>
      <p class="soft">{explanation()}</p>
      <label class="network-line">
        <input
          type="checkbox"
          checked={network().serverDown}
          onChange={(event) => page.world.weather.setServerDown(event.currentTarget.checked)}
        />
        Server down: nobody reaches it until it is back
      </label>
      <h3 class="section-title">{counted(network().flyingCount, 'frame')} under way</h3>
      <ul class="network-frames scroll" tabindex="0" aria-label="Frames under way">
        <For
          each={network().flying}
          fallback={<li class="soft">None. Slow the network or pause time to meet some here.</li>}
        >
          {(frame) => <Frame frame={frame} />}
        </For>
      </ul>
      <Show when={page.now().time.chance}>
        {(chance) => (
          <p class="soft">
            Jitter, loss and new attempts are drawn by chance <span class="mono">{chance()}</span>.{' '}
            <a href={withChance(location.href, chance())}>Begin again with the same chance</a>
          </p>
        )}
      </Show>
    </>
  );
}

function Frame(props: { readonly frame: FlyingView }) {
  const page = usePage();
  const message = () => page.world.messages.view().findLast(({ sequence }) => sequence === props.frame.sequence);
  const who = () => page.client(props.frame.client)?.name ?? props.frame.client;
  return (
    <li class="network-frame" data-testid="flying" data-held={String(props.frame.held)}>
      <span class="network-frame-text">
        <span aria-hidden="true">{props.frame.direction === 'up' ? '↑' : '↓'}</span> <strong>{who()}</strong>{' '}
        {props.frame.direction === 'up' ? 'to the server: ' : 'from the server: '}
        {message()?.summary ?? 'a frame'}
        <Show when={props.frame.held}>
          <span class="trouble"> held</span>
        </Show>
      </span>
      <button
        type="button"
        class="button"
        disabled={props.frame.held}
        onClick={() => page.world.weather.alterFrame(props.frame.id, 'hold')}
      >
        Hold
      </button>
      <button type="button" class="button" onClick={() => page.world.weather.alterFrame(props.frame.id, 'release')}>
        Deliver
      </button>
      <button type="button" class="button" onClick={() => page.world.weather.alterFrame(props.frame.id, 'drop')}>
        Drop
      </button>
    </li>
  );
}
