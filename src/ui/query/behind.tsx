// What stands behind a query: its source, and the SQL that the engine made of it, with its parameters.
import { createSignal, For, Show } from 'solid-js';
import { createAnswer } from '../ask.ts';
import { usePage } from '../page.tsx';
import { canLookInside } from './bench.ts';
import type { QueryFormProps } from './query-form.tsx';
import { formatSql } from './sql-text.ts';

export function Behind(props: QueryFormProps) {
  const page = usePage();
  const [open, setOpen] = createSignal(false);
  return (
    <>
      <Show when={props.typed === null}>
        <details class="query-source">
          <summary>Source</summary>
          <pre tabindex="0">{props.query.source}</pre>
          <Show when={props.onEdit}>
            {(edit) => (
              <button type="button" class="button" onClick={() => edit()()}>
                Change it as text
              </button>
            )}
          </Show>
        </details>
      </Show>
      <Show when={canLookInside(page.now())}>
        <details class="query-source" onToggle={(event) => setOpen(event.currentTarget.open)}>
          <summary>SQL</summary>
          <Show when={open()}>
            <GeneratedSql name={props.typed === null ? props.query.name : props.query.id} />
          </Show>
        </details>
      </Show>
    </>
  );
}

function GeneratedSql(props: { readonly name: string }) {
  const page = usePage();
  const question = () => ({ name: props.name, schema: page.now().schema });
  const answer = createAnswer(question, ({ name }) => page.world.database.sqlOf(name));
  const statements = () => {
    const latest = answer();
    return latest?.ok ? latest.value : [];
  };
  const trouble = () => {
    const latest = answer();
    return latest && !latest.ok ? latest.message : null;
  };
  return (
    <div data-testid="generated-sql">
      <Show when={trouble()}>{(message) => <p class="trouble">{message()}</p>}</Show>
      <For each={statements()}>
        {(statement) => (
          <>
            <pre tabindex="0">{formatSql(statement.sql)}</pre>
            <p class="faint">
              <Show when={statement.params.length > 0} fallback="No parameters">
                Bound: <span class="mono">{statement.params.map((name) => `$${name}`).join(', ')}</span>
              </Show>
              {statement.include ? '' : ' · its rows are not part of the answer'}
            </p>
          </>
        )}
      </For>
    </div>
  );
}
