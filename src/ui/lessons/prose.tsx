// Draws prose.
import { For, Match, Switch } from 'solid-js';
import type { Block, Inline } from './prose.ts';

export function Prose(props: { readonly blocks: readonly Block[] }) {
  return <For each={props.blocks}>{(block) => <BlockView block={block} />}</For>;
}

function BlockView(props: { readonly block: Block }) {
  const is = <Kind extends Block['kind']>(kind: Kind) =>
    props.block.kind === kind ? (props.block as Extract<Block, { readonly kind: Kind }>) : undefined;
  return (
    <Switch>
      <Match when={is('paragraph')}>
        {(block) => (
          <p>
            <Inlines inlines={block().inlines} />
          </p>
        )}
      </Match>
      <Match when={is('list')}>{(block) => <ListView list={block()} />}</Match>
      <Match when={is('quote')}>
        {(block) => (
          <blockquote>
            <Prose blocks={block().blocks} />
          </blockquote>
        )}
      </Match>
      <Match when={is('code')}>
        {(block) => (
          <pre class="scroll">
            <code>{block().text}</code>
          </pre>
        )}
      </Match>
    </Switch>
  );
}

function ListView(props: { readonly list: Extract<Block, { readonly kind: 'list' }> }) {
  const items = () => (
    <For each={props.list.items}>
      {(blocks) => (
        <li>
          <Prose blocks={blocks} />
        </li>
      )}
    </For>
  );
  return (
    <Switch>
      <Match when={props.list.ordered}>
        <ol>{items()}</ol>
      </Match>
      <Match when={!props.list.ordered}>
        <ul>{items()}</ul>
      </Match>
    </Switch>
  );
}

export function Inlines(props: { readonly inlines: readonly Inline[] }) {
  return <For each={props.inlines}>{(inline) => <InlineView inline={inline} />}</For>;
}

function InlineView(props: { readonly inline: Inline }) {
  const { inline } = props;
  switch (inline.kind) {
    case 'text':
      return <>{inline.text}</>;
    case 'code':
      return <code>{inline.text}</code>;
    case 'strong':
      return (
        <strong>
          <Inlines inlines={inline.inlines} />
        </strong>
      );
    case 'emphasis':
      return (
        <em>
          <Inlines inlines={inline.inlines} />
        </em>
      );
    case 'link':
      return (
        <a href={inline.to} target="_blank" rel="noopener">
          <Inlines inlines={inline.inlines} />
        </a>
      );
  }
}
