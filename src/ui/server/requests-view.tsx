// The last requests and the SQL that ran for each: noted by the server while somebody looks [UI-12].
import { createSignal, For, onCleanup, Show } from 'solid-js';
import { realClock, type CancelTimer } from '../../base/clock.ts';
import type { RunRequest, RunStatement } from '../../protocol/inspection.ts';
import { counted, duration, inline, sessionLine } from '../format.ts';
import { usePage } from '../page.tsx';
import { Help } from '../widgets/help.tsx';
import { formatSql } from '../query/sql-text.ts';

/** Between two looks. */
const LOOK_EVERY_MS = 700;
const MOST = 200;

export function RequestsView() {
  const { requests, trouble, clear } = followRequests();
  return (
    <section aria-label="Requests and their SQL" data-testid="requests">
      <div class="toolbar">
        <span class="faint" role="status">
          {requests().length === 0 ? 'Noting what runs from now on' : counted(requests().length, 'request')}
        </span>
        <Help
          about="the requests"
          text="While this is open the server notes each request: the statements that ran for it, in order, and the values that were bound to them. No value ever becomes SQL text. What fails is rolled back as a whole."
        />
        <button type="button" class="button quiet push" disabled={requests().length === 0} onClick={clear}>
          Clear
        </button>
      </div>
      <Show when={trouble()}>{(message) => <p class="empty trouble">{message()}</p>}</Show>
      <ol class="requests">
        <For
          each={requests()}
          fallback={
            <li class="empty">
              <strong>Nothing ran yet</strong>
              <p>Submit a query, or let a client catch up: its statements appear here with what was bound to them.</p>
            </li>
          }
        >
          {(request) => <OneRequest request={request} />}
        </For>
      </ol>
    </section>
  );
}

/** Asks for news again and again, for as long as the view is drawn; newest first. */
function followRequests() {
  const page = usePage();
  const [requests, setRequests] = createSignal<readonly RunRequest[]>([]);
  const [trouble, setTrouble] = createSignal<string | null>(null);
  let heard = 0;
  let stop: CancelTimer | null = null;
  let gone = false;
  const look = async () => {
    const answer = await page.world.database.requests(heard);
    if (gone) return;
    setTrouble(answer.ok ? null : answer.message);
    if (answer.ok) take(answer.value);
    stop = realClock.setTimer(LOOK_EVERY_MS, () => void look());
  };
  const take = (news: readonly RunRequest[]) => {
    heard = news.at(-1)?.sequence ?? heard;
    if (news.length > 0) setRequests((before) => [...news.toReversed(), ...before].slice(0, MOST));
  };
  void look();
  onCleanup(() => {
    gone = true;
    stop?.();
  });
  return { requests, trouble, clear: () => setRequests([]) };
}

function OneRequest(props: { readonly request: RunRequest }) {
  const [open, setOpen] = createSignal(false);
  const statements = () => props.request.statements.length + props.request.more;
  return (
    <li class="request" data-testid="request" data-path={props.request.path}>
      <button type="button" class="fold-line" aria-expanded={open()} onClick={() => setOpen(!open())}>
        <strong class="mono">{props.request.path}</strong>{' '}
        <span class="soft">{sessionLine(props.request.session)}</span>
        <span class="faint">
          {' '}
          · {counted(statements(), 'statement')} · {duration(props.request.durationMs)}
        </span>
        <Show when={props.request.failed}>{(why) => <span class="trouble"> ✕ rolled back: {why()}</span>}</Show>
      </button>
      <Show when={open()}>
        <ol class="statements">
          <For each={props.request.statements}>{(statement) => <OneStatement statement={statement} />}</For>
        </ol>
        <Show when={props.request.more > 0}>
          <p class="faint statements">and {props.request.more} more</p>
        </Show>
      </Show>
    </li>
  );
}

function OneStatement(props: { readonly statement: RunStatement }) {
  const bound = () => Object.entries(props.statement.params);
  return (
    <li class="statement">
      <pre tabindex="0">{formatSql(props.statement.sql)}</pre>
      <p class="faint">
        {counted(props.statement.rows, 'row')} · {duration(props.statement.durationMs)}
        <For each={bound()}>
          {([name, value]) => (
            <span class="mono">
              {' '}
              · {name} = {inline(value)}
            </span>
          )}
        </For>
      </p>
    </li>
  );
}
