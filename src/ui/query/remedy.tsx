// What helps where nothing reaches the server: going online, or starting the server; then running it again.
import { Match, Show, Switch } from 'solid-js';
import type { ClientId } from '../../base/ids.ts';
import { usePage } from '../page.tsx';
import { obstacleOf, type Obstacle } from './outcome.ts';

interface Obstructed {
  readonly obstacle: Obstacle;
  readonly clientId: ClientId;
}

/** Below an answer that never came: the mend for as long as it is needed, then the same form once more. */
export function Remedy(props: Obstructed & { onAgain(): void }) {
  const page = usePage();
  const left = () => obstacleOf(page.face(props.clientId), page.now().server);
  return (
    <p class="answer-doings">
      <Show
        when={left()}
        fallback={
          <button type="button" class="button" onClick={() => props.onAgain()}>
            Run it again
          </button>
        }
      >
        {(obstacle) => <Mend obstacle={obstacle()} clientId={props.clientId} />}
      </Show>
    </p>
  );
}

/** Below the button that runs a query: what would come of it now. */
export function Forewarning(props: Obstructed & { readonly name: string }) {
  return (
    <p class="answer-doings" data-testid="forewarning">
      <span>
        <span class="denied">
          ○ {props.obstacle === 'offline' ? `${props.name} is offline` : 'The server is stopped'}
        </span>
        : nothing can be sent now.
      </span>
      <Mend obstacle={props.obstacle} clientId={props.clientId} />
    </p>
  );
}

function Mend(props: Obstructed) {
  const { world } = usePage();
  return (
    <Switch>
      <Match when={props.obstacle === 'offline'}>
        <button type="button" class="button" onClick={() => world.setOnline(props.clientId, true)}>
          Go online
        </button>
      </Match>
      <Match when={props.obstacle === 'stopped'}>
        <button type="button" class="button" onClick={() => void world.database.start()}>
          Start the server
        </button>
      </Match>
    </Switch>
  );
}
