// What Apply would do, before it is done: errors to mend, steps that would lose data, or who gains and loses which rows [UI-10].
import { createMemo, For, Match, Show, Switch } from 'solid-js';
import type { Diagnostic } from '../../protocol/control.ts';
import type { TableImpact } from '../../protocol/impact.ts';
import type { ClientImpact, ImpactView } from '../../world/project.ts';
import { count, counted, listed, sessionLine } from '../format.ts';
import { usePage } from '../page.tsx';
import { Short } from '../widgets/short.tsx';
import { impactGroups, impactSentence, keysText, schemaSteps } from './impact-words.ts';
import type { Verdict } from './verdict.ts';

export interface ImpactProps {
  readonly verdict: Verdict;
  /** What a person allows to be lost. */
  readonly drop: readonly string[];
  onDrop(name: string, allowed: boolean): void;
  onPlace(diagnostic: Diagnostic): void;
}

export function ImpactPanel(props: ImpactProps) {
  const wrong = () => (props.verdict.state === 'wrong' ? props.verdict : undefined);
  const refused = () => (props.verdict.state === 'refused' ? props.verdict : undefined);
  const ready = () => (props.verdict.state === 'ready' ? props.verdict : undefined);
  const unanswered = () => (props.verdict.state === 'unanswered' ? props.verdict : undefined);
  return (
    <section
      class="schema-impact scroll"
      aria-label="What Apply would do"
      aria-live="polite"
      data-testid="impact"
      data-state={props.verdict.state}
      tabindex="0"
    >
      <Switch>
        <Match when={props.verdict.state === 'served'}>
          <p class="soft">
            <span aria-hidden="true">✓</span> This is what the server serves. Change a permission, and see here who
            would gain and lose which rows before anything happens.
          </p>
        </Match>
        <Match when={props.verdict.state === 'checking'}>
          <p class="soft">
            <span aria-hidden="true">◌</span> Checking…
          </p>
        </Match>
        <Match when={wrong()}>
          {(found) => <Errors diagnostics={found().diagnostics} onPlace={(diagnostic) => props.onPlace(diagnostic)} />}
        </Match>
        <Match when={refused()}>
          {(found) => (
            <Refusal
              message={found().message}
              diagnostics={found().diagnostics}
              drop={props.drop}
              onDrop={(name, allowed) => props.onDrop(name, allowed)}
            />
          )}
        </Match>
        <Match when={unanswered()}>
          {(found) => <p class="trouble">✕ The server does not answer: {found().message}</p>}
        </Match>
        <Match when={ready()}>
          {(found) => (
            <>
              <DropList drop={props.drop} onDrop={(name, allowed) => props.onDrop(name, allowed)} />
              <Impact impact={found().impact} />
            </>
          )}
        </Match>
      </Switch>
    </section>
  );
}

function Errors(props: { readonly diagnostics: readonly Diagnostic[]; onPlace(diagnostic: Diagnostic): void }) {
  return (
    <>
      <p class="trouble">✕ {counted(props.diagnostics.length, 'error')}. The running world is not touched.</p>
      <ul class="schema-errors">
        <For each={props.diagnostics}>
          {(diagnostic) => (
            <li>
              <button type="button" class="schema-error" onClick={() => props.onPlace(diagnostic)}>
                <span class="mono soft">{place(diagnostic)}</span> {diagnostic.message}
                <Show when={diagnostic.hint}>{(hint) => <span class="soft"> {hint()}</span>}</Show>
              </button>
            </li>
          )}
        </For>
      </ul>
    </>
  );
}

function place({ path, ranges }: Diagnostic): string {
  const line = ranges[0]?.start.line;
  return line === undefined ? path : `${path}:${line}`;
}

interface RefusalProps {
  readonly message: string;
  readonly diagnostics: readonly Diagnostic[];
  readonly drop: readonly string[];
  onDrop(name: string, allowed: boolean): void;
}

function Refusal(props: RefusalProps) {
  return (
    <>
      <p class="trouble">✕ This cannot be applied: it would cost data, or the rows do not fit. Nothing has changed.</p>
      <ul class="schema-errors">
        <For each={props.diagnostics} fallback={<li>{props.message}</li>}>
          {(diagnostic) => (
            <li>
              {diagnostic.message} <span class="soft">{diagnostic.hint}</span>
              <Show when={droppable(diagnostic)}>
                {(name) => (
                  <button type="button" class="button" onClick={() => props.onDrop(name(), true)}>
                    Let {name()} go
                  </button>
                )}
              </Show>
            </li>
          )}
        </For>
      </ul>
      <DropList drop={props.drop} onDrop={(name, allowed) => props.onDrop(name, allowed)} />
    </>
  );
}

/** The table or column that a refusal names as one that may be allowed to go. */
function droppable({ hint }: Diagnostic): string | undefined {
  return /allow "([^"]+)" to be dropped/.exec(hint ?? '')?.[1];
}

function DropList(props: { readonly drop: readonly string[]; onDrop(name: string, allowed: boolean): void }) {
  return (
    <For each={props.drop}>
      {(name) => (
        <p>
          <span class="trouble">− {name} goes, with its data.</span>{' '}
          <button type="button" class="button quiet" onClick={() => props.onDrop(name, false)}>
            Keep it
          </button>
        </p>
      )}
    </For>
  );
}

/** Groups of clients listed. */
const MOST_GROUPS = 40;

function Impact(props: { readonly impact: ImpactView }) {
  const page = usePage();
  const schema = createMemo(() => page.now().schema);
  const steps = createMemo(() => schemaSteps(schema(), props.impact.schema));
  const groups = createMemo(() => impactGroups(props.impact.clients.filter(({ tables }) => tables.length > 0)));
  const sides = () => {
    const tables = groups().flatMap(([first]) => first?.tables ?? []);
    const [gains, losses] = [tables.some(({ gained }) => gained.count > 0), tables.some(({ lost }) => lost.count > 0)];
    return gains === losses ? 'both' : gains ? 'gained' : 'lost';
  };
  return (
    <>
      <p class="schema-sentence" data-testid="impact-sentence">
        {impactSentence(props.impact)}
      </p>
      <Show when={groups().length > 0}>
        <OnTheCards />
      </Show>
      <Show when={!props.impact.complete}>
        <p class="soft">
          There are more rows or sessions than a preview compares; what is not listed here may change as well.
        </p>
      </Show>
      <ul class="schema-steps">
        <For each={steps()}>{(step) => <li>{step}</li>}</For>
      </ul>
      <Show when={groups().length > 0}>
        <table class="plain schema-gains" data-sides={sides()}>
          <thead>
            <tr>
              <th scope="col">client</th>
              <th scope="col">table</th>
              <th scope="col">gains</th>
              <th scope="col">loses</th>
              <th scope="col" title="The permission hash of the table for this client, before and after">
                hash
              </th>
            </tr>
          </thead>
          <tbody>
            <For each={groups().slice(0, MOST_GROUPS)}>{(group) => <GroupRows group={group} />}</For>
          </tbody>
        </table>
      </Show>
      <Show when={groups().length > 0}>
        <p class="soft">
          The hash stands for what a client may see of a table. Where it changes, the client drops its rows of that
          table and fetches them anew; on the server every row stays.
        </p>
      </Show>
      <Show when={props.impact.migration.length > 0}>
        <details class="schema-sql">
          <summary>{counted(props.impact.migration.length, 'SQL statement')} to get there</summary>
          <pre tabindex="0">{props.impact.migration.join(';\n')};</pre>
        </details>
      </Show>
    </>
  );
}

/** Where the rows are marked meanwhile; on a phone, the way there. */
function OnTheCards() {
  const page = usePage();
  return (
    <p class="soft" data-testid="on-the-cards">
      The clients mark these rows with <span class="denied">−</span> and <span class="trouble">+</span>.
      <Show when={page.desk.narrow()}>
        {' '}
        <button type="button" class="link" onClick={() => page.openTab('tableau')}>
          Show the clients
        </button>
      </Show>
    </p>
  );
}

function GroupRows(props: { readonly group: readonly ClientImpact[] }) {
  const first = () => props.group[0];
  const names = () => props.group.map(({ name }) => name);
  return (
    <For each={first()?.tables ?? []}>
      {(table, index) => (
        <tr data-testid="impact-row" data-table={table.table}>
          <td title={names().join(', ')}>
            <Show when={index() === 0}>
              <strong>{listed(names())}</strong>
              <Show when={first()?.session}>
                {(session) => <span class="soft schema-session">becomes {sessionLine(session())}</span>}
              </Show>
            </Show>
          </td>
          <td>{table.table}</td>
          <Change table={table} side="gained" />
          <Change table={table} side="lost" />
          <td class="schema-hashes">
            <span class="schema-before">
              <Short label="permission hash before" keep={3} text={table.hashBefore} />→
            </span>{' '}
            <Short label="permission hash after" keep={3} text={table.hashAfter} />
          </td>
        </tr>
      )}
    </For>
  );
}

const SIGNS = { gained: '+', lost: '−' } as const;

function Change(props: { readonly table: TableImpact; readonly side: 'gained' | 'lost' }) {
  const sample = () => props.table[props.side];
  return (
    <td title={keysText(sample())} data-testid={props.side}>
      <Show when={props.table.compared} fallback={<span class="faint">not compared</span>}>
        <Show when={sample().count > 0} fallback={<span class="faint">–</span>}>
          <span class={props.side === 'lost' ? 'denied' : 'schema-gain'}>
            {SIGNS[props.side]}
            {count(sample().count)}
          </span>{' '}
          <span class="faint">{keysText(sample())}</span>
        </Show>
      </Show>
    </td>
  );
}
