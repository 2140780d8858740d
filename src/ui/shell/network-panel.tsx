// What stands behind the network's button: the weather of all, the server's absence, and every frame under way [UI-8].
import { For, Show } from 'solid-js';
import { CONDITIONS_PRESETS } from '../../network/presets.ts';
import type { FlyingView } from '../../world/world.ts';
import { counted } from '../format.ts';
import { usePage } from '../page.tsx';
import { withChance } from '../time/chance.ts';
import { Help } from '../widgets/help.tsx';
import { presetNumbers } from '../widgets/preset-numbers.ts';
import { PresetSelect } from '../widgets/preset-select.tsx';
import { NetworkOfAll } from './network-of-all.tsx';
import { ownNumbers } from './own-numbers.ts';

export function NetworkPanel() {
  const page = usePage();
  const network = () => page.now().network;
  const isOwn = () => ownNumbers(page.now());
  const preset = () => (isOwn() ? undefined : CONDITIONS_PRESETS.find(({ id }) => id === network().preset));
  return (
    <>
      <div class="network-line">
        <h2>Network of all clients</h2>
        <Help
          about="the network"
          text="Each client reaches the server over a simulated link. Slow all links here, or one client’s in its details. A frame is one message on its way to or from one client: while it is under way it can be held, delivered at once, or dropped."
        />
      </div>
      <label class="network-choice">
        <span>preset</span>
        <PresetSelect
          value={isOwn() ? null : network().preset}
          onChoose={(preset) => page.world.weather.setPreset('all', preset)}
        />
      </label>
      <Show when={preset()}>
        {(chosen) => (
          <p class="soft" data-testid="preset-words">
            {chosen().explanation} <span class="faint">In numbers: {presetNumbers(chosen())}</span>
          </p>
        )}
      </Show>
      <NetworkOfAll />
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
          fallback={
            <li class="soft">None: what was sent has arrived. Slow the links or pause time to meet some here.</li>
          }
        >
          {(frame) => <Frame frame={frame} />}
        </For>
      </ul>
      <Show when={page.now().time.chance}>
        {(chance) => (
          <p class="soft">
            Delays, losses and new attempts are drawn from the seed <span class="mono">{chance()}</span>. The same seed
            and the same actions give the same run:{' '}
            <a href={withChance(location.href, chance())}>reload with this seed</a>; rows and clients stay.
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
