// The server as it is, past every permission: tables, sessions, revision, epoch; and starting over [UI-12].
import { createMemo, createSignal, For, Show } from 'solid-js';
import { count } from '../format.ts';
import { usePage } from '../page.tsx';
import { Help } from '../widgets/help.tsx';
import { Short } from '../widgets/short.tsx';
import { Sessions } from './sessions.tsx';
import { TableView } from './table-view.tsx';
import './server.css';

const SEED = 1;

export function ServerPanel() {
  const page = usePage();
  return (
    <div class="server scroll" data-testid="server-panel">
      <Show when={page.view().server.phase === 'running'} fallback={<p class="empty">The server is starting.</p>}>
        <ServerHead />
        <ServerTables />
        <Sessions />
      </Show>
    </div>
  );
}

function ServerHead() {
  const page = usePage();
  const [seed, setSeed] = createSignal(String(SEED));
  const epoch = () => {
    const { server } = page.view();
    return server.phase === 'running' ? server.databaseEpoch : null;
  };
  const seedNumber = () => Math.max(0, Math.floor(Number(seed()))) || 0;
  return (
    <>
      <div class="toolbar">
        <span>
          <span class="soft">revision</span> {count(page.view().revision)}
        </span>
        <span>
          <span class="soft">epoch</span> <Short label="epoch" text={epoch()} />
        </span>
        <Help
          about="the server"
          text="The database of this tab as it is, before any permission. Starting over makes a new database: a new epoch, every cache void."
        />
      </div>
      <form
        class="toolbar"
        aria-label="Start over"
        onSubmit={(event) => {
          event.preventDefault();
          void page.world.reset({ seed: seedNumber(), empty: false });
        }}
      >
        <label class="server-seed">
          <span class="soft">seed</span>
          <input
            class="field-input"
            inputMode="numeric"
            value={seed()}
            onInput={(event) => setSeed(event.currentTarget.value)}
          />
        </label>
        <button type="submit" class="button" title="A new database with the rows of this seed">
          Start over
        </button>
        <button
          type="button"
          class="button"
          title="A new database without rows"
          onClick={() => void page.world.reset({ seed: seedNumber(), empty: true })}
        >
          Empty
        </button>
      </form>
    </>
  );
}

function ServerTables() {
  const page = usePage();
  const tables = createMemo(() => page.view().schema?.tables ?? []);
  const [chosen, setChosen] = createSignal<string | null>(null);
  const name = () => chosen() ?? tables().at(-1)?.name;
  return (
    <section aria-label="Tables">
      <div class="toolbar" role="group" aria-label="Table">
        <For each={tables()}>
          {(table) => (
            <button
              type="button"
              class="button"
              aria-pressed={table.name === name()}
              onClick={() => setChosen(table.name)}
            >
              {table.name}
            </button>
          )}
        </For>
      </div>
      <Show when={name()} keyed>
        {(table) => <TableView name={table} />}
      </Show>
    </section>
  );
}
