// A request on its way: what it waits for when time is paused or its message is held, and how to let it go on.
import { Match, Switch } from 'solid-js';
import { counted } from '../format.ts';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import type { Submission } from './answer.tsx';

export function Waiting(props: { readonly submission: Submission }) {
  const page = usePage();
  const flyingCount = () => page.now().network.flyingCount;
  const held = () => page.now().network.flying.filter((one) => one.held && one.client === props.submission.clientId);
  const underWay = () => {
    if (flyingCount() === 0) return 'no message is on its way';
    return `${counted(flyingCount(), 'message')} ${isOrAre(flyingCount())} on the way`;
  };
  return (
    <>
      <p class="soft">Waiting for the answer to {props.submission.query.name}…</p>
      <Switch>
        <Match when={page.now().time.paused}>
          <p class="answer-doings" data-testid="waits-in-pause">
            <span>
              <span class="denied">
                <Icon name="pause" /> Time is paused
              </span>
              : {underWay()}.
            </span>
            <button type="button" class="button" disabled={flyingCount() === 0} onClick={() => page.world.time.step()}>
              Let one message arrive
            </button>
            <button type="button" class="button" onClick={() => page.world.time.setPaused(false)}>
              Let time go on
            </button>
          </p>
        </Match>
        <Match when={held().length > 0}>
          <p class="answer-doings" data-testid="waits-held">
            <span>
              {counted(held().length, 'message')} of {props.submission.clientName} {isOrAre(held().length)}{' '}
              <span class="denied">held</span>.
            </span>
            <button
              type="button"
              class="button"
              onClick={() => held().forEach(({ id }) => page.world.weather.alterFrame(id, 'release'))}
            >
              Release {held().length === 1 ? 'it' : 'them'}
            </button>
          </p>
        </Match>
      </Switch>
    </>
  );
}

function isOrAre(many: number): string {
  return many === 1 ? 'is' : 'are';
}
