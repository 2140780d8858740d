// A JSON value as a tree that opens and closes; short values stay on one line.
import { createMemo, createSignal, For, Match, Show, Switch } from 'solid-js';
import { isJsonObject, type JsonValue } from '../../base/json.ts';
import './json-tree.css';

/** Children drawn at first; the rest is one click away. */
const FIRST_CHILDREN = 50;
const ONE_LINE = 64;

export interface JsonTreeProps {
  readonly value: JsonValue;
  /** Levels that are open at first. */
  readonly openDepth?: number;
  /** What a value under a name means, where that needs a word. */
  readonly meaning?: (name: string, value: JsonValue) => string | null;
}

export function JsonTree(props: JsonTreeProps) {
  return (
    <div class="json mono">
      <Node value={props.value} depth={0} openDepth={props.openDepth ?? 2} meaning={props.meaning} />
    </div>
  );
}

interface NodeProps {
  readonly name?: string | undefined;
  readonly value: JsonValue;
  readonly depth: number;
  readonly openDepth: number;
  readonly meaning: JsonTreeProps['meaning'];
}

function Node(props: NodeProps) {
  const children = createMemo(() => entries(props.value));
  const text = createMemo(() => JSON.stringify(props.value));
  return (
    <Show
      when={children().length > 0 && text().length > ONE_LINE}
      fallback={<Leaf name={props.name} value={props.value} meaning={props.meaning} />}
    >
      <details open={props.depth < props.openDepth}>
        <summary>
          <Name name={props.name} />
          <span class="faint">{summary(props.value)}</span>
        </summary>
        <Children items={children()} depth={props.depth + 1} openDepth={props.openDepth} meaning={props.meaning} />
      </details>
    </Show>
  );
}

interface ChildrenProps extends Pick<NodeProps, 'depth' | 'openDepth' | 'meaning'> {
  readonly items: readonly (readonly [string, JsonValue])[];
}

function Children(props: ChildrenProps) {
  const [shown, setShown] = createSignal(FIRST_CHILDREN);
  return (
    <div class="json-children">
      <For each={props.items.slice(0, shown())}>
        {([name, value]) => (
          <Node name={name} value={value} depth={props.depth} openDepth={props.openDepth} meaning={props.meaning} />
        )}
      </For>
      <Show when={props.items.length > shown()}>
        <button type="button" class="button quiet" onClick={() => setShown((before) => before * 4)}>
          {props.items.length - shown()} more
        </button>
      </Show>
    </div>
  );
}

function Leaf(props: Pick<NodeProps, 'name' | 'value' | 'meaning'>) {
  const meaning = () => (props.name === undefined ? null : props.meaning?.(props.name, props.value));
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
      <Show when={meaning()}>{(text) => <span class="faint"> {text()}</span>}</Show>
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
