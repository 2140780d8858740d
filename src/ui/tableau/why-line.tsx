// Below the cards: the chosen row and the selected client in one sentence, and the rule's parts behind it [UI-3] [UI-11].
import { createMemo, createSignal, Show } from 'solid-js';
import type { RowOperation } from '../../protocol/control.ts';
import type { ClientView } from '../../world/world.ts';
import { createAnswer } from '../ask.ts';
import { usePage, type RowChoice } from '../page.tsx';
import { DeedChoice } from '../row/deed-choice.tsx';
import { delayWords, rowWords, titleOf } from '../row/row-words.ts';
import { permitState, stateOf } from '../row/state.ts';
import { VerdictTree } from '../row/verdict-tree.tsx';
import { speakerFor, whySentence } from '../row/why.ts';
import { Icon } from '../widgets/icon.tsx';
import { Glyph } from './glyph.tsx';
import './why-line.css';

export function WhyLine() {
  const page = usePage();
  const subject = () => {
    const row = page.chosenRow();
    const client = page.selected();
    return row && client ? { row, client } : undefined;
  };
  return <Show when={subject()}>{(found) => <Line row={found().row} client={found().client} />}</Show>;
}

function Line(props: { readonly row: RowChoice; readonly client: ClientView }) {
  const page = usePage();
  const [open, setOpen] = createSignal(false);
  const [operation, setOperation] = createSignal<RowOperation>('query');
  const question = createMemo(
    () => ({
      row: props.row,
      id: props.client.id,
      session: props.client.session,
      operation: operation(),
      revision: page.view().revision,
      isPast: page.moment() !== null,
    }),
    undefined,
    { equals: (one, other) => JSON.stringify(one) === JSON.stringify(other) },
  );
  const answer = createAnswer(question, async ({ row, id, operation: asked, isPast }) => {
    // The rule is asked of the server, and the server is of now.
    const given = isPast ? null : await page.world.explain(id, row.table, row.key, asked);
    return { of: `${id} ${asked} ${row.table} ${row.key}`, given };
  });
  const told = () => {
    const latest = answer();
    return latest?.of === `${props.client.id} ${operation()} ${props.row.table} ${props.row.key}` ? latest : undefined;
  };
  const explanation = () => {
    const given = told()?.given;
    return given?.ok ? given.value : null;
  };
  const isHeld = () =>
    props.client.tables.find(({ table }) => table === props.row.table)?.find(props.row.key) !== undefined;
  const state = () =>
    operation() === 'query' ? stateOf(isHeld(), explanation()) : permitState(explanation()?.verdict ?? null);
  const speak = createMemo(() => speakerFor(page.view().schema, props.row.table));
  const sentence = () => {
    const row = rowWords(props.row, titleOf(props.row, page.view().clients));
    const tree = explanation();
    if (tree) {
      const delay = operation() === 'query' ? delayWords(props.client.name, props.client.phase, state().name) : '';
      return `${whySentence(props.client.name, row, tree, speak(), operation())} ${delay}`;
    }
    if (told()?.given?.ok) return `${row} is gone from the server.`;
    return `${props.client.name} ${isHeld() ? 'holds' : 'does not hold'} ${row}.`;
  };
  return (
    <div class="why-line" data-testid="why-line" data-state={state().name}>
      <Glyph state={state()} />
      <p aria-live="polite">{sentence()}</p>
      <Show when={explanation() || open()}>
        <button type="button" class="button quiet" aria-expanded={open()} onClick={() => setOpen(!open())}>
          {open() ? 'Hide the rule' : 'Show the rule'} <Icon name={open() ? 'down' : 'up'} />
        </button>
      </Show>
      <button type="button" class="button quiet why-line-all" onClick={() => page.openTab('row')}>
        Everybody
      </button>
      <button
        type="button"
        class="button quiet icon"
        aria-label="Let go of the row"
        title="Let go of the row"
        onClick={() => page.chooseRow(null)}
      >
        <Icon name="close" />
      </button>
      <Show when={open()}>
        <div class="why-line-rule">
          <DeedChoice chosen={operation()} onChoose={setOperation} />
          <Show when={explanation()}>{(tree) => <VerdictTree explanation={tree()} speak={speak()} />}</Show>
        </div>
      </Show>
    </div>
  );
}
