// The frame in hand: what it is, and what can be done with it [UI-8].
import type { FlyingView } from '../../world/world.ts';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';

export function FrameInHand(props: { readonly frame: FlyingView; onLeave(): void }) {
  const page = usePage();
  const { weather } = page.world;
  const name = () => page.face(props.frame.client)?.name ?? props.frame.client;
  const summary = () =>
    page.messages().findLast(({ sequence }) => sequence === props.frame.sequence)?.summary ?? 'a frame';
  return (
    <div class="flow-hand" role="group" aria-label="Frame in hand" data-testid="frame-in-hand">
      <p>
        <span aria-hidden="true">{props.frame.direction === 'up' ? '↑' : '↓'}</span> <strong>{name()}</strong>{' '}
        {summary()}
        {props.frame.held ? ', held' : ''}
      </p>
      <button
        type="button"
        class="button"
        disabled={props.frame.held}
        onClick={() => weather.alterFrame(props.frame.id, 'hold')}
      >
        Hold
      </button>
      <button type="button" class="button" onClick={() => weather.alterFrame(props.frame.id, 'release')}>
        Deliver
      </button>
      <button type="button" class="button" onClick={() => weather.alterFrame(props.frame.id, 'drop')}>
        Drop
      </button>
      <button type="button" class="button quiet icon" aria-label="Let go of the frame" onClick={() => props.onLeave()}>
        <Icon name="close" />
      </button>
    </div>
  );
}
