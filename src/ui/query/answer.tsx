// What came back: rows, an honest word about writes that brought nothing back, or the error.
import { Match, Show, Switch } from 'solid-js';
import type { ClientId } from '../../base/ids.ts';
import type { JsonObject } from '../../base/json.ts';
import type { QueryEntry } from '../../protocol/catalog.ts';
import { duration } from '../format.ts';
import { usePage } from '../page.tsx';
import { JsonTree } from '../widgets/json-tree.tsx';
import { AnswerRows } from './answer-rows.tsx';
import { isUnreached, outcomeSentence, outcomeWords } from './outcome.ts';
import { Remedy } from './remedy.tsx';
import type { Answered } from './runner.ts';
import { Told } from './told.tsx';
import { Waiting } from './waiting.tsx';
import { WhyNothing } from './why-nothing.tsx';

/** A request on its way (`answered` is null) or answered. */
export interface Submission {
  readonly query: Pick<QueryEntry, 'name' | 'operation' | 'params' | 'source'>;
  readonly args: JsonObject;
  readonly clientId: ClientId;
  readonly clientName: string;
  readonly answered: Answered | null;
}

/** `onAgain`: runs it once more. */
export function Answer(props: { readonly submission: Submission; onAgain(): void }) {
  const page = usePage();
  const answered = () => props.submission.answered ?? undefined;
  const good = () => {
    const answer = answered()?.answer;
    return answer?.ok ? answer : undefined;
  };
  const unreached = () => {
    const outcome = answered()?.outcome;
    return outcome && isUnreached(outcome) ? outcome.kind : undefined;
  };
  const bad = () => {
    const answer = unreached() ? undefined : answered()?.answer;
    return answer && !answer.ok ? answer.error : undefined;
  };
  /** A write that changed nothing, or a read that found nothing. */
  const isEmpty = () => {
    const outcome = answered()?.outcome;
    return outcome?.kind === 'nothing' || (outcome?.kind === 'rows' && outcome.rows === 0);
  };
  const isWritten = () => {
    const kind = answered()?.outcome.kind;
    return props.submission.query.operation !== 'query' && (kind === 'rows' || kind === 'hidden');
  };
  const sentence = () => {
    const { query, clientName } = props.submission;
    const outcome = answered()?.outcome;
    return outcome ? outcomeSentence(outcome, query.operation, clientName) : null;
  };
  return (
    <section
      class="answer"
      aria-label="Answer"
      aria-live="polite"
      data-testid="answer"
      data-ok={answered() ? String(good() !== undefined) : 'waiting'}
      data-outcome={answered()?.outcome.kind}
      data-asked={answered()?.atMs}
    >
      <Show when={answered()} fallback={<Waiting submission={props.submission} />}>
        {(given) => (
          <p class="answer-head">
            <strong>{props.submission.query.name}</strong> as {props.submission.clientName}:{' '}
            <span class={outcomeWords(given().outcome).tone}>{outcomeWords(given().outcome).text}</span>
            <Show when={good()?.revision !== null && good() && given().outcome.kind !== 'nothing'}>
              <span class="faint"> · revision {good()?.revision}</span>
            </Show>
            <Show when={!unreached()}>
              <span class="faint"> · {duration(given().durationMs)}</span>
            </Show>
          </p>
        )}
      </Show>
      <Show when={sentence()}>{(text) => <p class="soft">{text()}</p>}</Show>
      <Show when={isWritten() && good()?.revision}>
        {(revision) => <Told revision={revision()} operation={props.submission.query.operation} />}
      </Show>
      <Show when={page.desk.narrow() && isWritten()}>
        <p class="answer-doings">
          <button type="button" class="button" onClick={() => page.openTab('tableau')}>
            See the cards
          </button>
        </p>
      </Show>
      <Show when={isEmpty() && answered()} keyed>
        <WhyNothing submission={props.submission} />
      </Show>
      <Show when={unreached()}>
        {(obstacle) => (
          <Remedy obstacle={obstacle()} clientId={props.submission.clientId} onAgain={() => props.onAgain()} />
        )}
      </Show>
      <Switch>
        <Match when={good()}>{(answer) => <AnswerRows answer={answer().answer} />}</Match>
        <Match when={bad()}>
          {(error) => (
            <>
              <p>{error().message}</p>
              <Show when={error().details}>{(details) => <JsonTree value={details()} />}</Show>
            </>
          )}
        </Match>
      </Switch>
    </section>
  );
}
