// One query as all clients, side by side: how many rows each gets, and how that differs from the selected client's [UI-6].
import { createMemo, createSignal, For, onCleanup, onMount, Show } from 'solid-js';
import type { ClientId } from '../../base/ids.ts';
import { counted, duration } from '../format.ts';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import { JsonTree } from '../widgets/json-tree.tsx';
import { differenceOf, differenceWords, rowNames, rowsIn } from './compare.ts';
import { outcomeWords } from './outcome.ts';
import { runAs, type Answered, type Question } from './runner.ts';

/** Requests under way at once. */
const AT_ONCE = 20;
/** Lines drawn at first. */
const PAGE = 100;

interface Line {
  readonly id: ClientId;
  readonly answered: Answered;
}

export function SideBySide(props: { readonly question: Question; onClose(): void }) {
  const page = usePage();
  const ids = page.clientIds();
  const base = page.selected()?.id ?? ids[0];
  const [lines, setLines] = createSignal<readonly Line[]>([]);
  const [shown, setShown] = createSignal(PAGE);
  let cancelled = false;
  onCleanup(() => (cancelled = true));
  const runAll = async () => {
    for (let at = 0; at < ids.length && !cancelled; at += AT_ONCE) {
      const batch = ids.slice(at, at + AT_ONCE).map(async (id): Promise<Line> => {
        return { id, answered: await runAs(page.world, id, props.question) };
      });
      const done = await Promise.all(batch);
      setLines((before) => [...before, ...done]);
    }
  };
  onMount(() => void runAll());
  const baseAnswer = createMemo(() => {
    const answer = lines().find(({ id }) => id === base)?.answered.answer;
    return answer?.ok ? answer.answer : null;
  });
  const different = createMemo(
    () =>
      new Set(lines().map(({ answered: { answer } }) => (answer.ok ? JSON.stringify(answer.answer) : 'error'))).size,
  );
  const nameOf = (id: ClientId | undefined) => (id === undefined ? '…' : (page.face(id)?.name ?? id));
  return (
    <section
      ref={(element) => onMount(() => element.scrollIntoView({ block: 'nearest' }))}
      class="side-by-side"
      aria-label="All clients side by side"
      data-testid="side-by-side"
    >
      <div class="toolbar">
        <h2>{props.question.query.name} as all</h2>
        <span class="faint" role="status">
          {lines().length < ids.length
            ? `${lines().length} of ${counted(ids.length, 'client')} answered`
            : `${counted(ids.length, 'client')}, ${counted(different(), 'different answer')}`}
        </span>
        <button
          type="button"
          class="button icon quiet push"
          aria-label="Close the comparison"
          onClick={() => props.onClose()}
        >
          <Icon name="close" />
        </button>
      </div>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">client</th>
            <th scope="col" class="number">
              rows
            </th>
            <th scope="col">compared with {nameOf(base)}</th>
            <th scope="col" class="number">
              time
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={lines().slice(0, shown())}>
            {(line) => <OneLine line={line} name={nameOf(line.id)} isBase={line.id === base} base={baseAnswer()} />}
          </For>
        </tbody>
      </table>
      <Show when={lines().length > shown()}>
        <button type="button" class="button quiet" onClick={() => setShown((before) => before * 4)}>
          {lines().length - shown()} more
        </button>
      </Show>
    </section>
  );
}

interface OneLineProps {
  readonly line: Line;
  readonly name: string;
  readonly isBase: boolean;
  readonly base: Parameters<typeof differenceOf>[1] | null;
}

function OneLine(props: OneLineProps) {
  const [open, setOpen] = createSignal(false);
  const good = () => {
    const { answer } = props.line.answered;
    return answer.ok ? answer.answer : null;
  };
  const error = () => {
    const { answer } = props.line.answered;
    return answer.ok ? null : answer.error;
  };
  const difference = createMemo(() => {
    const answer = good();
    return answer && props.base && !props.isBase ? differenceOf(answer, props.base) : null;
  });
  const words = () => {
    const found = difference();
    return found ? differenceWords(found) : props.isBase ? 'itself' : '';
  };
  const which = () => {
    const { more = [], less = [] } = difference() ?? {};
    const lines = [more.length > 0 ? `More: ${rowNames(more)}` : '', less.length > 0 ? `Fewer: ${rowNames(less)}` : ''];
    return lines.filter(Boolean).join('\n');
  };
  const rows = () => {
    const answer = good();
    return answer ? rowsIn(answer) : '–';
  };
  return (
    <>
      <tr data-testid="side-line" data-client={props.line.id}>
        <th scope="row">
          <button type="button" class="link" aria-expanded={open()} onClick={() => setOpen(!open())}>
            {props.name}
          </button>
        </th>
        <td class="number">{rows()}</td>
        <td class={error() ? 'trouble' : ''} title={which() || undefined}>
          {error() ? outcomeWords(props.line.answered.outcome).text : words()}
        </td>
        <td class="number faint">{duration(props.line.answered.durationMs)}</td>
      </tr>
      <Show when={open()}>
        <tr>
          <td colspan={4} class="side-answer">
            <Show when={which()}>{(text) => <p class="side-which">{text()}</p>}</Show>
            <JsonTree value={good() ?? error()?.message ?? null} openDepth={2} />
          </td>
        </tr>
      </Show>
    </>
  );
}
