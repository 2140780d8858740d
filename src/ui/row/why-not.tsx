// Who was passed over by a delta, and why: the rule, and the verdict for each on demand.
import { For, Show } from 'solid-js';
import type { MessageView, Party } from '../../world/messages.ts';
import { createAnswer } from '../ask.ts';
import { usePage } from '../page.tsx';
import { speakerFor, whySentence } from './why.ts';

/** Clients explained one by one; further ones are only counted. */
const MOST = 8;

export function WhyNot(props: { readonly message: MessageView }) {
  const page = usePage();
  const rule = () => {
    const table = page.view().schema?.tables.find(({ name }) => name === props.message.rows[0]?.table);
    return table?.permissions.query;
  };
  return (
    <Show when={props.message.skipped.length > 0}>
      <div class="why-not">
        <p>
          <span class="denied">⊘ Not sent to</span> {props.message.skipped.length} live{' '}
          {props.message.skipped.length === 1 ? 'client' : 'clients'} whose session the rule{' '}
          <code>{rule() ?? 'of the table'}</code> keeps out:
        </p>
        <ul>
          <For each={props.message.skipped.slice(0, MOST)}>
            {(party) => <Verdict party={party} message={props.message} />}
          </For>
        </ul>
        <Show when={props.message.skipped.length > MOST}>
          <p class="faint">and {props.message.skipped.length - MOST} more</p>
        </Show>
      </div>
    </Show>
  );
}

function Verdict(props: { readonly party: Party; readonly message: MessageView }) {
  const page = usePage();
  const row = () => props.message.rows[0];
  const sentence = createAnswer(row, async (asked) => {
    if (!asked) return '';
    const { table, key } = asked;
    const answer = await page.world.explain(props.party.id, table, key);
    if (!answer.ok) return answer.message;
    if (answer.value === null) return `${page.nameOf(props.party)}: the row is gone by now.`;
    const speak = speakerFor(page.view().schema, table);
    return whySentence(page.nameOf(props.party), `${table} ${key}`, answer.value, speak);
  });
  return <li>{sentence() ?? props.party.name}</li>;
}
