// The form of one query: typed inputs, the buttons that run it, the answer, and what stands behind it.
import { createEffect, createMemo, createSignal, For, on, Show } from 'solid-js';
import { realClock, type CancelTimer } from '../../base/clock.ts';
import type { JsonObject } from '../../base/json.ts';
import type { QueryEntry } from '../../protocol/catalog.ts';
import { Field } from '../fields/field.tsx';
import { emptyField, readForm, type FieldState, type FormField } from '../fields/field-values.ts';
import { later } from '../later.tsx';
import { usePage, type Draft } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import type { Submission } from './answer.tsx';
import { Behind } from './behind.tsx';
import type { Bench } from './bench.ts';
import { obstacleOf } from './outcome.ts';
import { createFilling } from './filling.ts';
import { problemsOf } from './problems.ts';
import { Forewarning } from './remedy.tsx';
import { runAs } from './runner.ts';
import { curlText, fetchText } from './take-along.ts';

const Answer = later(async () => (await import('./answer.tsx')).Answer);
const SideBySide = later(async () => (await import('./side-by-side.tsx')).SideBySide);

/** An answer that comes sooner is all that is shown: a picture of the waiting would only come between. */
const WAITING_SHOWS_AFTER_MS = 60;
const NO_PROBLEMS: Readonly<Record<string, string>> = {};

export interface QueryFormProps {
  readonly query: QueryEntry;
  /** The text it was typed as; null for a query of the project. */
  readonly typed: string | null;
  readonly bench: Bench;
  /** Opens the source as text; absent where it is text already. */
  readonly onEdit?: () => void;
  /** Why it cannot be run now, as a sentence; null or absent where it can. */
  readonly blocked?: string | null;
}

export function QueryForm(props: QueryFormProps) {
  const page = usePage();
  const fields = createMemo((): readonly FormField[] =>
    props.query.params.map((param) => ({ ...param, type: param.valueType })),
  );
  const [edits, setEdits] = createSignal<Draft>(page.drafts.get(props.query.name) ?? {});
  const [problems, setProblems] = createSignal(NO_PROBLEMS);
  const [submission, setSubmission] = createSignal<Submission | null>(null);
  const [everybody, setEverybody] = createSignal<JsonObject | null>(null);
  const stateOf = (field: FormField) => edits()[field.name] ?? emptyField(field);
  const unions = () => page.now().schema?.unions ?? [];
  createEffect(() => page.drafts.set(props.query.name, edits()));
  const recall = () => setEdits(page.drafts.get(props.query.name) ?? {});
  createEffect(on(() => props.bench.opened(), recall, { defer: true }));
  // eslint-disable-next-line solid/reactivity -- another query has another form
  const filling = createFilling({ query: props.query, bench: props.bench, fields, edits, setEdits });

  /** The arguments; null when a field says what is wrong with it. */
  const read = (): JsonObject | null => {
    const states = Object.fromEntries(fields().map((field) => [field.name, stateOf(field)]));
    const reading = readForm(fields(), states, unions());
    setProblems(reading.ok ? NO_PROBLEMS : reading.problems);
    return reading.ok ? reading.value : null;
  };
  /** Keeps the waiting from being shown; null while nothing is under way. */
  let underWay: CancelTimer | null = null;
  const submit = async () => {
    const client = page.selected();
    const args = read();
    if (props.blocked || underWay || !client || !args) return;
    const { query, typed, bench } = props;
    const shown = { query, args, clientId: client.id, clientName: client.name };
    // On its way first, then told of.
    const running = runAs(page.world, client.id, { query, typed, args });
    setEverybody(null);
    const waits = realClock.setTimer(WAITING_SHOWS_AFTER_MS, () => setSubmission({ ...shown, answered: null }));
    underWay = waits;
    const answered = await running;
    waits();
    if (underWay === waits) underWay = null;
    const { answer, outcome, atMs, durationMs } = answered;
    if (!answer.ok) setProblems(problemsOf(answer.error, fields()));
    if (answer.ok) filling.done();
    setSubmission({ ...shown, answered });
    bench.history.add({
      atMs,
      durationMs,
      clientId: client.id,
      clientName: client.name,
      query: query.name,
      queryId: query.id,
      operation: query.operation,
      typed,
      args,
      outcome,
      answer: answer.ok ? answer.answer : answer.error.message,
    });
  };
  /** One answer at a time: the table of all takes the place of the one before. */
  const askEverybody = () => {
    const args = read();
    setEverybody(args);
    if (args) setSubmission(null);
  };
  const verb = () => (props.query.operation === 'query' ? 'Run' : 'Submit');
  const obstacle = () => obstacleOf(page.selected(), page.now().server);
  /** Said once: an answer that names the same obstacle offers its mend itself. */
  const forewarned = () => {
    const [client, kind] = [page.selected(), obstacle()];
    const latest = submission();
    const isSaid = latest?.clientId === client?.id && latest?.answered?.outcome.kind === kind;
    return client && kind && !isSaid ? { obstacle: kind, clientId: client.id, name: client.name } : null;
  };
  const reset = () => {
    setEdits({});
    filling.forget();
    underWay?.();
    underWay = null;
    setProblems(NO_PROBLEMS);
    setSubmission(null);
    setEverybody(null);
  };
  const change = (field: FormField, state: FieldState) => {
    setEdits((before) => ({ ...before, [field.name]: state }));
    setProblems(({ [field.name]: _mended, ...rest }) => rest);
  };

  return (
    <>
      <form
        class="query-form"
        aria-label={props.query.name}
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Show when={filling.note()}>
          {(text) => (
            <p class="filled-note faint" data-testid="filled-note" role="status">
              {text()}
            </p>
          )}
        </Show>
        <For each={fields()} fallback={<p class="faint">{props.query.name} takes no arguments.</p>}>
          {(field, index) => (
            <Field
              field={field}
              typeText={props.query.params[index()]?.type ?? ''}
              state={stateOf(field)}
              unions={unions()}
              problems={problems()}
              onChange={(state) => change(field, state)}
            />
          )}
        </For>
        <div class="query-submit">
          <button
            type="submit"
            class="button primary"
            disabled={!page.selected() || Boolean(props.blocked) || submission()?.answered === null}
          >
            {verb()} as {page.selected()?.name ?? '…'}
            {obstacle() === 'offline' ? ' (offline)' : ''}
          </button>
          <Show when={props.query.operation === 'query'}>
            <button type="button" class="button" disabled={Boolean(props.blocked)} onClick={askEverybody}>
              As all clients
            </button>
          </Show>
          <Show when={props.blocked ?? (page.selected() ? null : 'Select a client first.')}>
            {(reason) => <span class="soft">{reason()}</span>}
          </Show>
          <span class="query-also push">
            <TakeAlong query={props.typed === null ? props.query.name : props.query.id} read={read} />
            <button type="button" class="button quiet" title="Empty all fields and the answer" onClick={reset}>
              Reset
            </button>
          </span>
        </div>
        <Show when={forewarned()}>{(about) => <Forewarning {...about()} />}</Show>
      </form>
      <Show when={submission()}>{(done) => <Answer submission={done()} onAgain={() => void submit()} />}</Show>
      <Show when={everybody()} keyed>
        {(args) => (
          <SideBySide question={{ query: props.query, typed: props.typed, args }} onClose={() => setEverybody(null)} />
        )}
      </Show>
      <Behind {...props} />
    </>
  );
}

/** Copies the request as text. */
function TakeAlong(props: { readonly query: string; readonly read: () => JsonObject | null }) {
  const [copied, setCopied] = createSignal<string | null>(null);
  const copy = async (name: string, text: (query: string, args: JsonObject) => string) => {
    const args = props.read();
    if (!args) return;
    const done = await navigator.clipboard.writeText(text(props.query, args)).then(
      () => `${name} copied`,
      () => 'not copied: the browser forbids it',
    );
    setCopied(done);
  };
  return (
    <>
      <span class="faint" role="status">
        {copied()}
      </span>
      <button
        type="button"
        class="button quiet"
        title="Copy as a curl command, for a server started with npm run serve"
        onClick={() => void copy('curl', curlText)}
      >
        <Icon name="copy" /> curl
      </button>
      <button
        type="button"
        class="button quiet"
        title="Copy as a call of fetch"
        onClick={() => void copy('fetch', fetchText)}
      >
        <Icon name="copy" /> fetch
      </button>
    </>
  );
}
