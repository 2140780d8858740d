// Choose a query or mutation, fill it in, submit it as the selected client [UI-6].
import { createEffect, createMemo, createSignal, For, Match, on, Show, Switch } from 'solid-js';
import type { QueryEntry } from '../../protocol/catalog.ts';
import { Field } from '../fields/field.tsx';
import { emptyField, readForm, type FieldState, type FormField } from '../fields/field-values.ts';
import { usePage, type Draft } from '../page.tsx';
import { Help } from '../widgets/help.tsx';
import { Answer, type Submission } from './answer.tsx';
import { problemsOf } from './problems.ts';
import './query.css';

export function QueryPanel() {
  const page = usePage();
  const [name, setName] = createSignal<string | null>(null);
  const query = createMemo(() => {
    const queries = page.view().queries;
    return queries.find((entry) => entry.name === name()) ?? queries.find(isMutation) ?? queries[0];
  });
  return (
    <div class="query scroll" data-testid="query-panel">
      <div class="toolbar">
        <label for="query-name" class="section-title">
          Run
        </label>
        <QueryChoice value={query()?.name ?? ''} onChoose={setName} />
        <Help
          about="the query form"
          text="Runs one of the project's queries over HTTP as the selected client: the server checks its session's permissions, not the form."
        />
      </div>
      <Show when={query()} keyed fallback={<NoQueries />}>
        {(entry) => <QueryForm query={entry} />}
      </Show>
    </div>
  );
}

function isMutation(query: QueryEntry): boolean {
  return query.operation !== 'query' && !query.generated;
}

function NoQueries() {
  const page = usePage();
  return (
    <div class="empty">
      <Switch>
        <Match when={page.view().server.phase === 'running'}>
          <strong>No queries</strong>
          <p>The project has no query files.</p>
        </Match>
        <Match when={page.view().server.phase !== 'running'}>
          <p>The queries appear when the server runs.</p>
        </Match>
      </Switch>
    </div>
  );
}

const GROUPS: readonly { readonly label: string; has(query: QueryEntry): boolean }[] = [
  { label: 'Mutations', has: isMutation },
  { label: 'Queries', has: (query) => query.operation === 'query' && !query.generated },
  { label: 'Made from the records', has: (query) => query.generated },
];

function QueryChoice(props: { readonly value: string; readonly onChoose: (name: string) => void }) {
  const page = usePage();
  const groups = createMemo(() =>
    GROUPS.map((group) => ({ label: group.label, queries: page.view().queries.filter((query) => group.has(query)) })),
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

function QueryForm(props: { readonly query: QueryEntry }) {
  const page = usePage();
  const fields = createMemo((): readonly FormField[] =>
    props.query.params.map((param) => ({ ...param, type: param.valueType })),
  );
  const [edits, setEdits] = createSignal<Draft>(page.drafts.get(props.query.name) ?? {});
  const [problems, setProblems] = createSignal<Readonly<Record<string, string>>>({});
  const [submission, setSubmission] = createSignal<Submission | null>(null);
  const stateOf = (field: FormField) => edits()[field.name] ?? emptyField(field);
  const unions = () => page.view().schema?.unions ?? [];
  createEffect(() => page.drafts.set(props.query.name, edits()));
  fillFromChosenRow(fields, (field, state) => setEdits((before) => ({ ...before, [field]: state })));

  const submit = async () => {
    const client = page.selected();
    if (!client) return;
    const states = Object.fromEntries(fields().map((field) => [field.name, stateOf(field)]));
    const reading = readForm(fields(), states, unions());
    setProblems(reading.ok ? {} : reading.problems);
    if (!reading.ok) return;
    const shown = { query: props.query, clientName: client.name };
    setSubmission({ ...shown, answer: null });
    const answer = await page.world.submit(client.id, props.query.name, reading.value);
    if (!answer.ok) setProblems(problemsOf(answer.error, fields()));
    setSubmission({ ...shown, answer });
  };

  return (
    <>
      <form
        class="query-form"
        aria-label={props.query.name}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <For each={fields()} fallback={<p class="faint">{props.query.name} takes no arguments.</p>}>
          {(field, index) => (
            <Field
              field={field}
              typeText={props.query.params[index()]?.type ?? ''}
              state={stateOf(field)}
              unions={unions()}
              problems={problems()}
              onChange={(state) => {
                setEdits((before) => ({ ...before, [field.name]: state }));
                setProblems(({ [field.name]: _mended, ...rest }) => rest);
              }}
            />
          )}
        </For>
        <div class="query-submit">
          <button type="submit" class="button primary" disabled={!page.selected() || submission()?.answer === null}>
            Submit as {page.selected()?.name ?? '…'}
          </button>
          <Show when={!page.selected()}>
            <span class="faint">Select a client first.</span>
          </Show>
        </div>
      </form>
      <details class="query-source">
        <summary>Source</summary>
        <pre tabindex="0">{props.query.source}</pre>
      </details>
      <Show when={submission()}>{(done) => <Answer submission={done()} />}</Show>
    </>
  );
}

/** A row chosen in the tableau fills the parameter that names it. */
function fillFromChosenRow(fields: () => readonly FormField[], fill: (field: string, state: FieldState) => void): void {
  const page = usePage();
  createEffect(
    on(page.chosenRow, (row) => {
      const table = page.view().schema?.tables.find((candidate) => candidate.name === row?.table);
      if (!row || !table) return;
      const field = fields().find(
        (candidate) =>
          (candidate.type.kind === 'id' && candidate.type.record === table.record) ||
          (candidate.name === table.primaryKey && candidate.type.kind !== 'id'),
      );
      if (field) fill(field.name, { mode: 'value', text: String(row.key), checked: false, parts: {} });
    }),
  );
}
