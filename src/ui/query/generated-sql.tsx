// The SQL that the engine made of a query, with the parameters that are bound.
import { For, Show } from 'solid-js';
import { createAnswer } from '../ask.ts';
import { usePage } from '../page.tsx';
import { formatSql } from './sql-text.ts';

/** `name`: the query's name, or its id where it was typed. */
export function GeneratedSql(props: { readonly name: string }) {
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
      <Show when={statements().some(({ sql }) => sql.includes('_pyre_'))}>
        <p class="faint">
          Names that begin with _pyre_ are the engine’s own: hidden columns, and parts of the statement.
        </p>
      </Show>
    </div>
  );
}
