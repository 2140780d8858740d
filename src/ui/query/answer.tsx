// What came back: rows, an honest word about writes that changed nothing, or the error.
import { Match, Show, Switch } from 'solid-js';
import type { RunAnswer } from '../../client/client.ts';
import type { QueryEntry } from '../../protocol/catalog.ts';
import { counted } from '../format.ts';
import { JsonTree } from '../widgets/json-tree.tsx';

/** A request on its way (`answer` is null) or answered. */
export interface Submission {
  readonly query: QueryEntry;
  readonly clientName: string;
  readonly answer: RunAnswer | null;
}

export function Answer(props: { readonly submission: Submission }) {
  const good = () => {
    const { answer } = props.submission;
    return answer?.ok ? answer : undefined;
  };
  const bad = () => {
    const { answer } = props.submission;
    return answer && !answer.ok ? answer.error : undefined;
  };
  const rows = () => Object.values(good()?.answer ?? {}).reduce((sum, list) => sum + list.length, 0);
  const denied = () => props.submission.query.operation !== 'query' && rows() === 0;
  return (
    <section
      class="answer"
      aria-label="Answer"
      aria-live="polite"
      data-testid="answer"
      data-ok={String(good() !== undefined)}
    >
      <Switch fallback={<p class="soft">Waiting for the answer to {props.submission.query.name}…</p>}>
        <Match when={good()}>
          {(answer) => (
            <>
              <p class="answer-head">
                <strong>{props.submission.query.name}</strong> as {props.submission.clientName}:{' '}
                <span class={denied() ? 'denied' : 'soft'}>
                  {denied() ? '⊘ nothing changed' : counted(rows(), 'row')}
                </span>
                <Show when={answer().revision !== null && !denied()}>
                  <span class="faint"> · revision {answer().revision}</span>
                </Show>
              </p>
              <Show when={denied()}>
                <p class="soft">
                  No row that {props.submission.clientName} may {props.submission.query.operation} fits these arguments.
                </p>
              </Show>
              <JsonTree value={answer().answer} openDepth={3} />
            </>
          )}
        </Match>
        <Match when={bad()}>
          {(error) => (
            <>
              <p class="answer-head">
                <strong>{props.submission.query.name}</strong> as {props.submission.clientName}:{' '}
                <span class="trouble">✕ {error().kind}</span>
              </p>
              <p>{error().message}</p>
              <Show when={error().details}>{(details) => <JsonTree value={details()} />}</Show>
            </>
          )}
        </Match>
      </Switch>
    </section>
  );
}
