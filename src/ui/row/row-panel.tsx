// One row, all clients: who holds it, who may see it, and why [UI-11].
import { createMemo, createSignal, For, Show } from 'solid-js';
import type { JsonValue } from '../../base/json.ts';
import type { RowOperation } from '../../protocol/control.ts';
import type { ClientView } from '../../world/world.ts';
import { createAnswer } from '../ask.ts';
import { inline, typed } from '../format.ts';
import { usePage, type RowChoice } from '../page.tsx';
import { Help } from '../widgets/help.tsx';
import { Icon } from '../widgets/icon.tsx';
import { JsonTree } from '../widgets/json-tree.tsx';
import { DeedChoice } from './deed-choice.tsx';
import { RowMessages } from './row-messages.tsx';
import { delayWords, rowWords, titleOf } from './row-words.ts';
import { permitState, stateOf } from './state.ts';
import { VerdictTree } from './verdict-tree.tsx';
import { DEEDS, reasonsOf, speakerFor } from './why.ts';
import './row.css';

/** Clients listed at first. */
const PAGE = 60;

export function RowPanel() {
  const page = usePage();
  const heading = () => {
    const row = page.chosenRow();
    return row ? rowWords(row, titleOf(row, page.view().clients)) : 'Why';
  };
  return (
    <div class="row-panel scroll" data-testid="row-panel">
      <div class="toolbar">
        <h2>{heading()}</h2>
        <Help
          about="this panel"
          text="Follows the row you point at in the tableau: which clients hold it, and what the permission says of each session."
        />
      </div>
      <Show when={page.moment() !== null && page.chosenRow() !== null}>
        <p class="row-rule soft">What clients hold is of then; what the rule says of them is of now.</p>
      </Show>
      <Show when={page.chosenRow()} keyed fallback={<NoRow />}>
        {(row) => <RowDetails row={row} />}
      </Show>
    </div>
  );
}

function NoRow() {
  return (
    <div class="empty">
      <strong>No row chosen</strong>
      <p>
        Click a box on a card: a row that is there, or a hatched place where one is not. The row is outlined on every
        card, and here stands for every client whether it may see the row, and why.
      </p>
    </div>
  );
}

function heldRow(client: ClientView, row: RowChoice) {
  const table = client.tables.find((held) => held.table === row.table);
  return table?.find(row.key);
}

function RowDetails(props: { readonly row: RowChoice }) {
  const page = usePage();
  const [shown, setShown] = createSignal(PAGE);
  const [operation, setOperation] = createSignal<RowOperation>('query');
  const table = () => page.view().schema?.tables.find(({ name }) => name === props.row.table);
  const sample = createMemo(() => {
    for (const client of page.view().clients) {
      const cell = heldRow(client, props.row);
      if (cell) return cell.row;
    }
    return undefined;
  });
  return (
    <>
      <Show when={sample()} fallback={<HeldByNobody row={props.row} />}>
        {(held) => (
          <dl class="row-values">
            <For each={table()?.columns ?? []}>
              {({ name, valueType }) => <Value name={name} text={inline(typed(held()[name] ?? null, valueType))} />}
            </For>
          </dl>
        )}
      </Show>
      <div class="row-rule">
        <DeedChoice chosen={operation()} onChoose={setOperation} />
        <p>
          <span class="soft">Who may {DEEDS[operation()]} it:</span>{' '}
          <code>{table()?.permissions[operation()] ?? '…'}</code>
        </p>
      </div>
      <ul class="row-clients">
        <For each={page.clientIds().slice(0, shown())}>
          {(id) => (
            <Show when={page.client(id)}>
              {(client) => <ClientLine client={client()} row={props.row} operation={operation()} />}
            </Show>
          )}
        </For>
      </ul>
      <Show when={page.clientIds().length > shown()}>
        <button type="button" class="button quiet" onClick={() => setShown((before) => before + PAGE)}>
          Show more clients
        </button>
      </Show>
      <RowMessages row={props.row} />
    </>
  );
}

/** The row as only the server has it. */
function HeldByNobody(props: { readonly row: RowChoice }) {
  const page = usePage();
  const types = () => page.view().schema?.tables.find(({ name }) => name === props.row.table)?.columns ?? [];
  const question = () => ({ row: props.row, revision: page.view().revision, isPast: page.moment() !== null });
  const answer = createAnswer(question, async ({ row: { table, key }, isPast }) => {
    if (isPast) return null;
    const given = await page.world.database.rows({ table, key, limit: 1, offset: 0, sort: null, filter: '' });
    return given.ok ? given.value : null;
  });
  const values = () => {
    const [row] = answer()?.rows ?? [];
    return row && (answer()?.columns ?? []).map((name, index) => ({ name, value: row[index] ?? null }));
  };
  const read = (name: string, value: JsonValue) => {
    const type = types().find((column) => column.name === name)?.valueType;
    return inline(type ? typed(value, type) : value);
  };
  return (
    <>
      <Show when={values()}>
        {(columns) => (
          <dl class="row-values">
            <For each={columns()}>{({ name, value }) => <Value name={name} text={read(name, value)} />}</For>
          </dl>
        )}
      </Show>
      <p class="row-rule soft">
        {values()
          ? 'No client of this page holds it: these are the values on the server.'
          : 'No client of this page holds it.'}
      </p>
    </>
  );
}

function Value(props: { readonly name: string; readonly text: string }) {
  return (
    <>
      <dt>{props.name}</dt>
      <dd>{props.text}</dd>
    </>
  );
}

interface ClientLineProps {
  readonly client: ClientView;
  readonly row: RowChoice;
  readonly operation: RowOperation;
}

function ClientLine(props: ClientLineProps) {
  const page = usePage();
  const [open, setOpen] = createSignal(false);
  const cell = createMemo(() => heldRow(props.client, props.row));
  const question = createMemo(
    () => ({
      id: props.client.id,
      row: props.row,
      operation: props.operation,
      stamp: cell()?.stamp,
      session: props.client.session,
      revision: page.view().revision,
    }),
    undefined,
    {
      equals: (before, after) =>
        before.row === after.row &&
        before.operation === after.operation &&
        before.session === after.session &&
        before.revision === after.revision,
    },
  );
  const answer = createAnswer(question, async ({ id, row, operation }) => ({
    operation,
    given: await page.world.explain(id, row.table, row.key, operation),
  }));
  const explanation = () => {
    const latest = answer();
    return latest?.given.ok && latest.operation === props.operation ? latest.given.value : null;
  };
  const speak = createMemo(() => speakerFor(page.view().schema, props.row.table));
  const allowed = () => explanation()?.verdict === 'true';
  const copy = () => stateOf(cell() !== undefined, explanation());
  const state = () => (props.operation === 'query' ? copy() : permitState(explanation()?.verdict ?? null));
  const delay = () =>
    props.operation === 'query' ? delayWords(props.client.name, props.client.phase, copy().name) : '';
  return (
    <li class="row-client" data-testid="row-client" data-client={props.client.id} data-state={state().word}>
      <button type="button" class="row-client-line" aria-expanded={open()} onClick={() => setOpen(!open())}>
        <span class={state().tone} aria-hidden="true">
          {state().glyph}
        </span>
        <strong>{props.client.name}</strong>
        <span class={state().tone}>{state().word}</span>
        <span class="push faint">
          <Icon name={open() ? 'up' : 'down'} />
        </span>
      </button>
      <Show when={explanation()}>
        {(tree) => (
          <>
            <p class="soft">
              {reasonsOf(tree(), speak())}. {delay()}
            </p>
            <Show when={open()}>
              <VerdictTree explanation={tree()} speak={speak()} />
              <Show when={allowed() && cell()}>{(held) => <JsonTree value={held().row} />}</Show>
            </Show>
          </>
        )}
      </Show>
    </li>
  );
}
