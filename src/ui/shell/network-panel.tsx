// What stands behind the network's button: the weather of all, the server's absence, and every frame under way [UI-8].
import { For, Show } from 'solid-js';
import { CONDITIONS_PRESETS } from '../../network/presets.ts';
import type { FlyingView } from '../../world/world.ts';
import { counted } from '../format.ts';
import { usePage } from '../page.tsx';
import { withChance } from '../time/chance.ts';
import { Help } from '../widgets/help.tsx';
import { PresetSelect } from '../widgets/preset-select.tsx';

export function NetworkPanel() {
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
