// What stands behind a query: its source, and the SQL that the engine made of it, with its parameters.
import { createSignal, Show } from 'solid-js';
import { later } from '../later.tsx';
import { usePage } from '../page.tsx';
import { canLookInside } from './bench.ts';
import type { QueryFormProps } from './query-form.tsx';

const GeneratedSql = later(async () => (await import('./generated-sql.tsx')).GeneratedSql);

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
