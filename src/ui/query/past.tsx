// What was run: as whom, with which arguments, what came back; and once more [UI-6].
import { createSignal, For, Show } from 'solid-js';
import { realClock } from '../../base/clock.ts';
import type { JsonObject, JsonValue } from '../../base/json.ts';
import type { QueryParameter, ValueType } from '../../protocol/catalog.ts';
import { fieldOf } from '../fields/field-values.ts';
import { dateTime, duration } from '../format.ts';
import { usePage, type Draft } from '../page.tsx';
import { JsonTree } from '../widgets/json-tree.tsx';
import type { Bench } from './bench.ts';
import type { PastRun } from './history.ts';
import { isUnreached, outcomeSentence, outcomeWords } from './outcome.ts';
import { runAs } from './runner.ts';

export function Past(props: { readonly bench: Bench }) {
  return (
    <section class="past" aria-label="What was run">
      <div class="toolbar">
        <h2>What was run</h2>
        <button type="button" class="button quiet push" onClick={() => props.bench.history.clear()}>
          Clear
        </button>
      </div>
      <ol data-testid="past">
        <For each={props.bench.history.runs()}>{(run) => <OneRun run={run} bench={props.bench} />}</For>
      </ol>
    </section>
  );
}

function OneRun(props: { readonly run: PastRun; readonly bench: Bench }) {
  const page = usePage();
  const [unfolded, setUnfolded] = createSignal(false);
  const words = () => outcomeWords(props.run.outcome);
  const client = () => page.now().clients.find(({ id }) => id === props.run.clientId) ?? page.selected();
  const again = async () => {
    const actor = client();
    if (!actor) return;
    const { query: name, queryId: id, operation, typed, args } = props.run;
    const done = await runAs(page.world, actor.id, { query: { id, name, operation }, typed, args });
    const { answer, outcome, atMs, durationMs } = done;
    props.bench.history.add({
      ...props.run,
      clientId: actor.id,
      clientName: actor.name,
      atMs,
      durationMs,
      outcome,
      answer: answer.ok ? answer.answer : answer.error.message,
    });
  };
  /** Back into the form, or the text, with the same arguments. */
  const open = () => {
    const { query, typed, args } = props.run;
    page.drafts.set(query, draftOf(args, page.now().queries.find(({ name }) => name === query)?.params ?? []));
    props.bench.open(typed === null ? { query } : { text: typed });
  };
  return (
    <li class="past-run" data-outcome={props.run.outcome.kind}>
      <div class="past-head">
        <button type="button" class="fold-line" aria-expanded={unfolded()} onClick={() => setUnfolded(!unfolded())}>
          <strong>{props.run.query}</strong> <span class="soft">as {props.run.clientName}</span>{' '}
          <span class={words().tone}>{words().text}</span>
          <span class="faint">
            <Show when={!isUnreached(props.run.outcome)}> · {duration(props.run.durationMs)}</Show> ·{' '}
            <span class="past-time">{timeOfDay(props.run.atMs)}</span>
          </span>
        </button>
        <button type="button" class="button quiet" title="Fill it in again, to change it" onClick={open}>
          Open
        </button>
        <button
          type="button"
          class="button quiet"
          disabled={!client()}
          title={client() ? `Run as ${client()?.name}` : 'There is no client'}
          onClick={() => void again()}
        >
          Run again
        </button>
      </div>
      <Show when={unfolded()}>
        <div class="past-inside">
          <Show when={outcomeSentence(props.run.outcome, props.run.operation, props.run.clientName)}>
            {(sentence) => <p class="soft">{sentence()}</p>}
          </Show>
          <p class="section-title">Arguments</p>
          <JsonTree value={props.run.args} />
          <p class="section-title">Answer</p>
          <Show when={props.run.answer !== null} fallback={<p class="faint">It was too long to keep.</p>}>
            <JsonTree value={props.run.answer} openDepth={2} />
          </Show>
        </div>
      </Show>
    </li>
  );
}

/** The arguments as a form shows them; those of a typed query by their values alone. */
function draftOf(args: JsonObject, params: readonly QueryParameter[]): Draft {
  const states = Object.entries(args).map(([name, value]) => {
    const type = params.find((param) => param.name === name)?.valueType;
    return [name, fieldOf(value, type ?? typeOf(value))] as const;
  });
  return Object.fromEntries(states);
}

function typeOf(value: JsonValue): ValueType {
  if (typeof value === 'boolean') return { kind: 'bool' };
  return { kind: typeof value === 'object' ? 'json' : 'string' };
}

/** `14:03:22 UTC`; a day before today with its date. */
function timeOfDay(atMs: number): string {
  const [at, now] = [dateTime(atMs / 1000), dateTime(realClock.nowMs() / 1000)];
  const [day, time] = [at.slice(0, 10), at.slice(11)];
  return now.startsWith(day) ? time : at;
}
