// The SQL console: one statement that only reads, over a copy of the database [UI-12].
import { createSignal, For, Match, Show, Switch } from 'solid-js';
import type { SqlRun } from '../../world/world.ts';
import { counted, duration } from '../format.ts';
import { usePage } from '../page.tsx';
import { Help } from '../widgets/help.tsx';
import { Cells } from './cells.tsx';

/** What was typed and what came back outlive the view's redrawing. */
const [sql, setSql] = createSignal('');
const [run, setRun] = createSignal<SqlRun | null>(null);

export function ConsoleView() {
  const page = usePage();
  const [busy, setBusy] = createSignal(false);
  const execute = async () => {
    if (busy()) return;
    setBusy(true);
    setRun(await page.world.database.runSql(sql()));
    setBusy(false);
  };
  const table = () => page.now().schema?.tables.at(-1)?.name ?? 'sqlite_schema';
  const examples = () => [
    `select * from "${table()}" limit 10`,
    `select name, sql from sqlite_schema where type = 'table'`,
    `explain query plan select * from "${table()}" where ${page.now().schema?.tables.at(-1)?.primaryKey ?? '1'} = 1`,
    'select * from _pyre_sync',
  ];
  return (
    <section aria-label="SQL console" class="console" data-testid="console">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void execute();
        }}
      >
        <label for="console-sql" class="section-title">
          SQL, read-only
        </label>
        <Help
          about="the console"
          text="Runs one select, with, values or explain statement over a copy of the database, in a worker of its own: it cannot change the server, nor keep it busy."
        />
        <textarea
          id="console-sql"
          class="field-input"
          rows="4"
          spellcheck={false}
          placeholder={examples()[0]}
          value={sql()}
          onInput={(event) => setSql(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void execute();
          }}
        />
        <div class="console-buttons">
          <button type="submit" class="button primary" disabled={busy()} title="Ctrl-Enter">
            Run
          </button>
          <Show when={busy()}>
            <button type="button" class="button" onClick={() => page.world.database.stopSql()}>
              Cancel
            </button>
          </Show>
          <select
            class="field-input console-examples"
            aria-label="Examples"
            onChange={(event) => {
              setSql(event.currentTarget.value);
              event.currentTarget.value = '';
            }}
          >
            <option value="">Examples…</option>
            <For each={examples()}>{(example) => <option value={example}>{example}</option>}</For>
          </select>
        </div>
      </form>
      <div aria-live="polite">
        <Switch>
          <Match when={busy()}>
            <p class="soft console-note">Running…</p>
          </Match>
          <Match when={run()}>{(done) => <Result run={done()} />}</Match>
        </Switch>
      </div>
    </section>
  );
}

function Result(props: { readonly run: SqlRun }) {
  const good = () => (props.run.answer.ok ? props.run.answer : undefined);
  return (
    <Show
      when={good()}
      fallback={
        <p class="trouble console-note" data-testid="console-trouble">
          ✕ {props.run.answer.ok ? '' : props.run.answer.message}
        </p>
      }
    >
      {(answer) => (
        <>
          <p class="faint console-note">
            {answer().cut
              ? `The first ${counted(answer().rows.length, 'row')}; there are more`
              : counted(answer().rows.length, 'row')}
            {` · ${duration(props.run.durationMs)} · at revision ${props.run.serverRevision ?? '?'}`}
          </p>
          <div class="server-table" role="region" aria-label="Result" tabindex="0">
            <table class="plain" data-testid="console-result">
              <thead>
                <tr>
                  <For each={answer().columns}>{(column) => <th scope="col">{column}</th>}</For>
                </tr>
              </thead>
              <tbody>
                <For each={answer().rows}>{(row) => <Cells cells={row} />}</For>
              </tbody>
            </table>
          </div>
        </>
      )}
    </Show>
  );
}
