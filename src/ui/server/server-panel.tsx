// The server as it is, past every permission: tables, requests with their SQL, a console, sessions; starting over, stopping, starting [UI-12].
import { createMemo, createSignal, For, lazy, Match, Show, Suspense, Switch } from 'solid-js';
import { count } from '../format.ts';
import { usePage } from '../page.tsx';
import { Help } from '../widgets/help.tsx';
import { Short } from '../widgets/short.tsx';
import { LifeButtons, StartButton, StartOver } from './server-actions.tsx';
import { Sessions } from './sessions.tsx';
import { TableView } from './table-view.tsx';
import './server.css';

const RequestsView = lazy(async () => ({ default: (await import('./requests-view.tsx')).RequestsView }));
const ConsoleView = lazy(async () => ({ default: (await import('./console-view.tsx')).ConsoleView }));

const VIEWS = ['Tables', 'Requests', 'Console', 'Sessions'] as const;

export function ServerPanel() {
  const page = usePage();
  const phase = () => page.now().server.phase;
  const elsewhere = () => {
    const { server } = page.now();
    return server.phase === 'running' && server.host === 'elsewhere' ? server : undefined;
  };
  return (
    <div class="server scroll" data-testid="server-panel">
      <Switch fallback={<p class="empty">The server is starting.</p>}>
        <Match when={elsewhere()}>{(server) => <Elsewhere address={server().at ?? ''} />}</Match>
        <Match when={phase() === 'running'}>
          <ServerHead />
          <Views />
        </Match>
        <Match when={phase() === 'stopped'}>
          <Stopped />
        </Match>
      </Switch>
    </div>
  );
}

/** Looking inside and stopping belong to whoever runs a server: over the network it is asked by its rules alone. */
function Elsewhere(props: { readonly address: string }) {
  const page = usePage();
  return (
    <div class="empty" data-testid="server-elsewhere">
      <strong>The server runs elsewhere</strong>
      <p>
        <span class="mono">{props.address}</span> answers this page by the same rules as the server of a tab, at
        revision {count(page.now().revision)}. Its tables, its SQL and its sessions are for whoever runs it.
      </p>
    </div>
  );
}

function Stopped() {
  return (
    <div class="empty" data-testid="server-stopped">
      <strong>The server is stopped</strong>
      <p>
        Clients show what they cached, and try again by themselves. What was acknowledged is kept: started again, the
        server goes on with the same rows, and clients fetch only what is new.
      </p>
      <StartButton />
    </div>
  );
}

function ServerHead() {
  const page = usePage();
  const epoch = () => {
    const { server } = page.now();
    return server.phase === 'running' ? server.databaseEpoch : null;
  };
  return (
    <>
      <StartOver />
      <div class="toolbar">
        <span title="How many changes were committed">
          <span class="soft">revision</span> {count(page.now().revision)}
        </span>
        <span
          data-testid="server-epoch"
          title="Names this database. A client that comes with another epoch throws its cache away"
        >
          <span class="soft">epoch</span> <Short label="epoch" text={epoch()} />
        </span>
        <Help
          about="the server"
          text="The database of this tab as it is, before any permission. Every committed change is counted (the revision) and kept by this browser in a journal; Restart ends the server and starts it again from there, with the same rows. Start over makes a new database: another epoch, so every client throws its cache away and fetches its rows anew."
        />
        <LifeButtons />
      </div>
    </>
  );
}

function Views() {
  const [view, setView] = createSignal<(typeof VIEWS)[number]>('Tables');
  return (
    <>
      <div class="toolbar segments" role="group" aria-label="What to look at">
        <For each={VIEWS}>
          {(name) => (
            <button type="button" class="button" aria-pressed={name === view()} onClick={() => setView(name)}>
              {name}
            </button>
          )}
        </For>
      </div>
      <Suspense fallback={<p class="empty">Loading…</p>}>
        <Switch>
          <Match when={view() === 'Tables'}>
            <ServerTables />
          </Match>
          <Match when={view() === 'Requests'}>
            <RequestsView />
          </Match>
          <Match when={view() === 'Console'}>
            <ConsoleView />
          </Match>
          <Match when={view() === 'Sessions'}>
            <Sessions />
          </Match>
        </Switch>
      </Suspense>
    </>
  );
}

function ServerTables() {
  const page = usePage();
  const tables = createMemo(() => page.now().schema?.tables ?? []);
  const [chosen, setChosen] = createSignal<string | null>(null);
  const name = () => tables().find((table) => table.name === chosen())?.name ?? tables().at(-1)?.name;
  const [filter, setFilter] = createSignal('');
  return (
    <section aria-label="Tables">
      <div class="toolbar">
        <div class="server-names" role="group" aria-label="Table">
          <For each={tables()} fallback={<span class="faint">The schema has no records.</span>}>
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
        <input
          type="search"
          class="field-input server-filter push"
          placeholder="Filter by text"
          aria-label="Filter rows by text"
          value={filter()}
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      </div>
      <Show when={name()} keyed>
        {(table) => <TableView name={table} filter={filter()} />}
      </Show>
    </section>
  );
}
