// A JSON value as a tree that opens and closes; short values stay on one line.
import { createMemo, createSignal, For, Match, Show, Switch } from 'solid-js';
import { isJsonObject, type JsonValue } from '../../base/json.ts';
import './json-tree.css';

/** Children drawn at first; the rest is one click away. */
const FIRST_CHILDREN = 50;
const ONE_LINE = 64;

/** The tree of `value`; `openDepth` levels are open at first. */
export function JsonTree(props: { readonly value: JsonValue; readonly openDepth?: number }) {
  return (
    <div class="json mono">
      <Node value={props.value} depth={0} openDepth={props.openDepth ?? 2} />
    </div>
  );
}

interface NodeProps {
  readonly name?: string;
  readonly value: JsonValue;
  readonly depth: number;
  readonly openDepth: number;
}

function Node(props: NodeProps) {
  const children = createMemo(() => entries(props.value));
  const text = createMemo(() => JSON.stringify(props.value));
  return (
    <Show
      when={children().length > 0 && text().length > ONE_LINE}
      fallback={<Leaf name={props.name} value={props.value} />}
    >
      <details open={props.depth < props.openDepth}>
        <summary>
          <Name name={props.name} />
          <span class="faint">{summary(props.value)}</span>
        </summary>
        <Children items={children()} depth={props.depth + 1} openDepth={props.openDepth} />
      </details>
    </Show>
  );
}

function Children(props: {
  readonly items: readonly (readonly [string, JsonValue])[];
  readonly depth: number;
  readonly openDepth: number;
}) {
  const [shown, setShown] = createSignal(FIRST_CHILDREN);
  return (
    <div class="json-children">
      <For each={props.items.slice(0, shown())}>
        {([name, value]) => <Node name={name} value={value} depth={props.depth} openDepth={props.openDepth} />}
      </For>
      <Show when={props.items.length > shown()}>
        <button type="button" class="button quiet" onClick={() => setShown((before) => before * 4)}>
          {props.items.length - shown()} more
        </button>
      </Show>
    </div>
  );
}

function Leaf(props: { readonly name: string | undefined; readonly value: JsonValue }) {
  return (
    <div class="json-leaf">
      <Name name={props.name} />
      <Switch fallback={<span>{JSON.stringify(props.value)}</span>}>
        <Match when={typeof props.value === 'string'}>
          <span class="json-text">{JSON.stringify(props.value)}</span>
        </Match>
        <Match when={props.value === null}>
          <span class="faint">null</span>
        </Match>
      </Switch>
    </div>
  );
}

function Name(props: { readonly name: string | undefined }) {
  return <Show when={props.name !== undefined}>{<span class="json-name">{props.name}: </span>}</Show>;
}

function entries(value: JsonValue): readonly (readonly [string, JsonValue])[] {
  if (Array.isArray(value)) return value.map((item: JsonValue, index) => [String(index), item] as const);
  return isJsonObject(value) ? Object.entries(value) : [];
}

function summary(value: JsonValue): string {
  if (Array.isArray(value)) return `[ ${value.length} ]`;
  return isJsonObject(value) ? `{ ${Object.keys(value).join(', ').slice(0, 60)} }` : '';
}
