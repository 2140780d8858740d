// Why a request came to nothing: no such row, a rule that forbids it, or a condition of the query. Told by looking inside the server; its answer tells none of it.
import { Show } from 'solid-js';
import type { JsonObject } from '../../base/json.ts';
import type { RowKey } from '../../protocol/rows.ts';
import { createAnswer } from '../ask.ts';
import { usePage, type Page, type RowChoice } from '../page.tsx';
import { rowWords, titleOf } from '../row/row-words.ts';
import { DEEDS, speakerFor, whySentence } from '../row/why.ts';
import type { Submission } from './answer.tsx';
import { keyFieldOf, subjectOf } from './subject.ts';

interface Reason {
  readonly text: string;
  /** The row that it is about, where that is there. */
  readonly row: RowChoice | null;
}

export function WhyNothing(props: { readonly submission: Submission }) {
  const page = usePage();
  const reason = createAnswer(
    () => props.submission,
    (submission) => reasonOf(page, submission),
  );
  const ask = (row: RowChoice) => {
    page.chooseRow(row);
    page.openTab('row');
  };
  return (
    <Show when={reason()}>
      {(told) => (
        <div class="why-nothing" data-testid="why-nothing">
          <p>{told().text}</p>
          <p class="answer-doings">
            <span class="faint">
              The page looked inside the server: the answer tells nothing of rows that one may not reach.
            </span>
            <Show when={told().row}>
              {(row) => (
                <button type="button" class="button" onClick={() => ask(row())}>
                  Who may, and why
                </button>
              )}
            </Show>
          </p>
        </div>
      )}
    </Show>
  );
}

/** Null where the request names no row by its key, or the server cannot be looked into. */
async function reasonOf(page: Page, { query, args, clientId, clientName }: Submission): Promise<Reason | null> {
  const { schema, clients } = page.now();
  const table = subjectOf(query, schema?.tables ?? []);
  const { operation } = query;
  if (!table) return null;
  if (operation === 'insert') {
    const text = `${clientName} may insert such a row only when ${table.permissions.insert}.`;
    return { text, row: null };
  }
  const key = keyIn(args, keyFieldOf(query.params.map((param) => ({ ...param, type: param.valueType })), table)?.name); // prettier-ignore
  if (key === null) return null;
  const answer = await page.world.explain(clientId, table.name, key, operation);
  if (!answer.ok) return null;
  const row = { table: table.name, key };
  const words = rowWords(row, titleOf(row, clients));
  if (answer.value === null) return { text: `There is no ${words} on the server.`, row: null };
  if (answer.value.verdict === 'true') {
    const deed = `${words} is there, and ${clientName} may ${DEEDS[operation]} it`;
    return { text: `${deed}: another condition of ${query.name} leaves it out.`, row };
  }
  return { text: whySentence(clientName, words, answer.value, speakerFor(schema, table.name), operation), row };
}

function keyIn(args: JsonObject, name: string | undefined): RowKey | null {
  const value = name === undefined ? null : args[name];
  return typeof value === 'number' || typeof value === 'string' ? value : null;
}
