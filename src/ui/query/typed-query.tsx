// A query that a person types: checked by the engine against the running schema while it is typed, then run as any other.
import { createMemo, createSignal, For, Match, Show, Switch } from 'solid-js';
import type { QueryEntry } from '../../protocol/catalog.ts';
import type { Diagnostic } from '../../protocol/control.ts';
import { createAnswer } from '../ask.ts';
import { counted } from '../format.ts';
import { usePage } from '../page.tsx';
import type { Bench } from './bench.ts';
import { PyreText } from './pyre-text.tsx';
import { QueryForm } from './query-form.tsx';

/** The word of the engine on a text. */
interface Checked {
  readonly text: string;
  readonly queries: readonly QueryEntry[];
  readonly diagnostics: readonly Diagnostic[];
  /** The server did not answer. */
  readonly trouble: string | null;
}

export function TypedQuery(props: { readonly bench: Bench }) {
  const page = usePage();
  const question = () => ({ text: props.bench.text(), schema: page.now().schema, server: page.now().server });
  const checked = createAnswer(question, async ({ text }): Promise<Checked> => {
    const nothing = { text, queries: [], diagnostics: [], trouble: null };
    if (text.trim() === '') return nothing;
    const answer = await page.world.database.compile(text);
    if (!answer.ok) return { ...nothing, trouble: answer.message };
    return answer.value.fits
      ? { ...nothing, queries: answer.value.queries }
      : { ...nothing, diagnostics: answer.value.diagnostics };
  });
  const [chosen, setChosen] = createSignal<string | null>(null);
  const queries = () => checked()?.queries ?? [];
  /** The same operation with the same parameters is the same form, whatever else changed in the text. */
  const query = createMemo(
    (before: QueryEntry | undefined) => queries().find(({ name }) => name === chosen()) ?? queries()[0] ?? before,
    undefined,
    { equals: (before, after) => before?.id === after?.id && before?.source === after?.source },
  );
  /** Why the text cannot be run as it stands; the form of what it was before stays meanwhile. */
  const blocked = () => {
    if (props.bench.text().trim() === '') return 'Nothing is typed yet.';
    if (checked()?.trouble) return 'The server did not check the text.';
    const errors = checked()?.diagnostics.length ?? 0;
    return errors > 0 ? `The text has ${counted(errors, 'error')}: mend it first.` : null;
  };
  /** Marks of an older text would stand at the wrong places. */
  const fresh = () => (checked()?.text === props.bench.text() ? (checked()?.diagnostics ?? []) : []);
  let panel: HTMLDivElement | undefined;
  return (
    <div class="typed" ref={(element) => (panel = element)}>
      <PyreText
        text={props.bench.text()}
        diagnostics={fresh()}
        onText={(text) => props.bench.setText(text)}
        onSubmit={() => panel?.querySelector('form')?.requestSubmit()}
      />
      <Switch>
        <Match when={checked()?.trouble}>{(message) => <p class="typed-note trouble">{message()}</p>}</Match>
        <Match when={checked()?.diagnostics.length}>
          <Problems diagnostics={checked()?.diagnostics ?? []} />
        </Match>
        <Match when={props.bench.text().trim() === ''}>
          <p class="typed-note soft">
            Type a <code>query</code>, <code>insert</code>, <code>update</code> or <code>delete</code> of the Pyre
            language. It runs under the selected client’s permissions and is not saved with the project.
          </p>
        </Match>
      </Switch>
      <Show when={queries().length > 1}>
        <div class="typed-note" role="group" aria-label="Operation">
          <For each={queries()}>
            {(entry) => (
              <button
                type="button"
                class="button"
                aria-pressed={entry.name === query()?.name}
                onClick={() => setChosen(entry.name)}
              >
                {entry.name}
              </button>
            )}
          </For>
        </div>
      </Show>
      <Show when={query()} keyed fallback={<Show when={blocked()}>{(reason) => <NotYet reason={reason()} />}</Show>}>
        {(entry) => <QueryForm query={entry} typed={checked()?.text ?? ''} bench={props.bench} blocked={blocked()} />}
      </Show>
    </div>
  );
}

/** The place of the form before there was anything to run. */
function NotYet(props: { readonly reason: string }) {
  const page = usePage();
  return (
    <div class="query-form">
      <div class="query-submit">
        <button type="button" class="button primary" disabled>
          Run as {page.selected()?.name ?? '…'}
        </button>
        <span class="soft">{props.reason}</span>
      </div>
    </div>
  );
}

function Problems(props: { readonly diagnostics: readonly Diagnostic[] }) {
  return (
    <ul class="typed-note typed-problems" aria-live="polite" data-testid="typed-problems">
      <For each={props.diagnostics}>
        {(diagnostic) => (
          <li>
            <span class="trouble">✕ {place(diagnostic)}</span> {diagnostic.message}
            <Show when={diagnostic.hint}>{(hint) => <span class="soft"> {hint()}</span>}</Show>
          </li>
        )}
      </For>
    </ul>
  );
}

function place({ ranges, title }: Diagnostic): string {
  const start = ranges[0]?.start;
  return start ? `${title}, line ${start.line}:` : `${title}:`;
}
