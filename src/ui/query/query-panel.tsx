// Choose a query or type one, fill it in, run it as one client or as all [UI-6].
import { createMemo, For, lazy, Match, Show, Switch } from 'solid-js';
import type { QueryEntry } from '../../protocol/catalog.ts';
import { usePage } from '../page.tsx';
import { Help } from '../widgets/help.tsx';
import { benchOf, canLookInside, type Bench } from './bench.ts';
import { QueryForm } from './query-form.tsx';
import './query.css';

const TypedQuery = lazy(async () => ({ default: (await import('./typed-query.tsx')).TypedQuery }));
const Past = lazy(async () => ({ default: (await import('./past.tsx')).Past }));

export function QueryPanel() {
  const page = usePage();
  const bench = benchOf(page.world);
  const query = createMemo(() => {
    const queries = page.now().queries;
    return queries.find((entry) => entry.name === bench.chosen()) ?? queries.find(isMutation) ?? queries[0];
  });
  return (
    <div class="query scroll" data-testid="query-panel">
      <div class="toolbar">
        <Show when={bench.mode() === 'form'} fallback={<h2 class="query-choice">Text of your own</h2>}>
          <label for="query-name" class="section-title">
            Run
          </label>
          <QueryChoice value={query()?.name ?? ''} onChoose={bench.choose} />
        </Show>
        <Show when={canLookInside(page.now())}>
          <ModeSwitch bench={bench} query={query()} />
        </Show>
        <Help
          about="the query form"
          text="Runs a query over HTTP as the selected client: the server checks its session’s permissions, not the form. What you type is checked against the running schema, and bound by the same permissions."
        />
      </div>
      <Switch>
        <Match when={bench.mode() === 'text'}>
          <TypedQuery bench={bench} />
        </Match>
        <Match when={query()} keyed>
          {(entry) => (
            <QueryForm query={entry} typed={null} bench={bench} onEdit={() => bench.open({ text: entry.source })} />
          )}
        </Match>
        <Match when={!query()}>
          <NoQueries />
        </Match>
      </Switch>
      <Show when={bench.history.runs().length > 0}>
        <Past bench={bench} />
      </Show>
    </div>
  );
}

function ModeSwitch(props: { readonly bench: Bench; readonly query: QueryEntry | undefined }) {
  const toText = () => {
    if (props.bench.text() === '') props.bench.setText(props.query?.source ?? '');
    props.bench.setMode('text');
  };
  return (
    <div class="query-mode" role="group" aria-label="How to ask">
      <button
        type="button"
        class="button"
        aria-pressed={props.bench.mode() === 'form'}
        onClick={() => props.bench.setMode('form')}
      >
        Form
      </button>
      <button type="button" class="button" aria-pressed={props.bench.mode() === 'text'} onClick={toText}>
        Text
      </button>
    </div>
  );
}

function isRead(query: QueryEntry): boolean {
  return query.operation === 'query';
}

function isMutation(query: QueryEntry): boolean {
  return !isRead(query) && !query.generated;
}

function NoQueries() {
  const page = usePage();
  return (
    <div class="empty">
      <Switch>
        <Match when={page.now().server.phase === 'running'}>
          <strong>No queries</strong>
          <p>The project has no query files. Type one of your own under Text.</p>
        </Match>
        <Match when={page.now().server.phase !== 'running'}>
          <p>The queries appear when the server runs.</p>
        </Match>
      </Switch>
    </div>
  );
}

const GROUPS: readonly { readonly label: string; has(query: QueryEntry): boolean }[] = [
  { label: 'Writes, from this project’s files', has: isMutation },
  { label: 'Reads, from this project’s files', has: (query) => isRead(query) && !query.generated },
  { label: 'Writes, made from the schema', has: (query) => !isRead(query) && query.generated },
  { label: 'Reads, made from the schema', has: (query) => isRead(query) && query.generated },
];

function QueryChoice(props: { readonly value: string; readonly onChoose: (name: string) => void }) {
  const page = usePage();
  const groups = createMemo(() =>
    GROUPS.map((group) => ({ label: group.label, queries: page.now().queries.filter((query) => group.has(query)) })),
  );
  return (
    <select
      id="query-name"
      class="field-input query-choice"
      onChange={(event) => props.onChoose(event.currentTarget.value)}
    >
      <For each={groups().filter((group) => group.queries.length > 0)}>
        {(group) => (
          <optgroup label={group.label}>
            <For each={group.queries}>
              {(query) => (
                <option value={query.name} selected={query.name === props.value}>
                  {query.name}
                </option>
              )}
            </For>
          </optgroup>
        )}
      </For>
    </select>
  );
}
