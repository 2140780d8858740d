// Above the cards: add clients, and what is being added.
import { createSignal, For, Show } from 'solid-js';
import { count, counted } from '../format.ts';
import { usePage, type Density } from '../page.tsx';
import { InPresent } from '../time/in-present.tsx';
import { Help } from '../widgets/help.tsx';
import { Icon } from '../widgets/icon.tsx';

/** Fewer are there before anybody could read how many are still to come. */
const PROGRESS_FROM = 26;

export function TableauToolbar() {
  const page = usePage();
  const running = () => page.view().server.phase === 'running';
  const projectShown = () => page.world.project.shipped.find(({ id }) => id === page.view().project.shipped);
  const manyToCome = () => {
    const { adding } = page.view();
    return adding && adding.total >= PROGRESS_FROM ? adding : undefined;
  };
  return (
    <div class="toolbar" role="toolbar" aria-label="Clients">
      <h2>{counted(page.clientIds().length, 'client')}</h2>
      <Help
        about="the cards"
        text="Every card is a client with its own connection and cache; the small boxes are the rows it holds, hatched places those that others hold and it does not. Click a card to act as that client, a box or a hatched place to see why it is there or not."
      />
      <DensityChoice />
      <Show when={projectShown()}>
        {(project) => (
          <span class="faint toolbar-project" title={`The project that the server serves. ${project().about}`}>
            project {project().name}
          </span>
        )}
      </Show>
      <span class="push" />
      <Show
        when={manyToCome()}
        fallback={
          <InPresent>
            <AddButtons disabled={!running()} />
          </InPresent>
        }
      >
        {(adding) => (
          <>
            <progress max={adding().total} value={adding().done} aria-label="Adding clients" />
            <span class="soft">
              {count(adding().done)} of {count(adding().total)}
            </span>
            <button type="button" class="button" onClick={() => page.world.cancelAdding()}>
              Cancel
            </button>
          </>
        )}
      </Show>
    </div>
  );
}

const DENSITIES: readonly Density[] = ['cards', 'matrix', 'dots'];

function DensityChoice() {
  const page = usePage();
  return (
    <div class="choice" role="group" aria-label="Density">
      <For each={DENSITIES}>
        {(density) => (
          <button
            type="button"
            class="button"
            aria-pressed={page.density() === density}
            onClick={() => page.setDensity(density)}
          >
            {density}
          </button>
        )}
      </For>
    </div>
  );
}

function AddButtons(props: { readonly disabled: boolean }) {
  const page = usePage();
  const [user, setUser] = createSignal('');
  const add = () => {
    const field = page.view().schema?.session[0]?.name;
    const wanted = user().trim();
    if (wanted === '' || field === undefined) return void page.world.addClient();
    const number = Number(wanted);
    return void page.world.addClient({ ...otherValues(), [field]: Number.isNaN(number) ? wanted : number });
  };
  const otherValues = () => page.selected()?.session ?? {};
  return (
    <form
      class="add-client"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <input
        class="field-input add-user"
        placeholder={page.view().schema?.session[0]?.name ?? 'user'}
        aria-label="User of the next client; empty draws one from 1 to 100"
        title="User of the next client; empty draws one from 1 to 100"
        inputMode="numeric"
        value={user()}
        onInput={(event) => setUser(event.currentTarget.value)}
      />
      <button type="submit" class="button" disabled={props.disabled}>
        <Icon name="plus" /> Add client
      </button>
      <button type="button" class="button" disabled={props.disabled} onClick={() => void page.world.addClients(10)}>
        +10<span class="hidden-label"> clients</span>
      </button>
      <button type="button" class="button" disabled={props.disabled} onClick={() => void page.world.addClients(100)}>
        +100<span class="hidden-label"> clients</span>
      </button>
      <button
        type="button"
        class="button add-many"
        disabled={props.disabled}
        onClick={() => void page.world.addClients(1000)}
      >
        +1,000<span class="hidden-label"> clients</span>
      </button>
    </form>
  );
}
