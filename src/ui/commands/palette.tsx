// The palette: type a few letters of what is wanted, Enter does it.
import { createMemo, createSelector, createSignal, createUniqueId, For, Show } from 'solid-js';
import { Overlay } from '../widgets/overlay.tsx';
import { matching, type Command } from './command.ts';
import { Keys } from './keys.tsx';

/** Commands listed at once; a few more letters find the rest. */
const MOST = 60;

export function Palette(props: { readonly commands: readonly Command[]; onClose(): void }) {
  const [typed, setTyped] = createSignal('');
  const [at, setAt] = createSignal(0);
  const found = createMemo(() =>
    matching(props.commands, typed())
      .filter(({ enabled, id }) => enabled !== false && id !== 'commands')
      .slice(0, MOST),
  );
  const isAt = createSelector(at);
  const id = createUniqueId();
  const optionId = (index: number) => `${id}-${index}`;
  let list: HTMLUListElement | undefined;

  const move = (to: number) => {
    setAt(Math.max(0, Math.min(found().length - 1, to)));
    list?.children[at()]?.scrollIntoView?.({ block: 'nearest' });
  };
  const run = (command: Command | undefined) => {
    if (!command) return;
    // First away with the dialog, which gives the focus back: the command may take it elsewhere.
    props.onClose();
    queueMicrotask(() => command.run());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Readonly<Record<string, number>> = { ArrowDown: at() + 1, ArrowUp: at() - 1, PageDown: at() + 8, PageUp: at() - 8 }; // prettier-ignore
    const to = steps[event.key];
    if (to !== undefined) move(to);
    else if (event.key === 'Enter') run(found()[at()]);
    else return;
    event.preventDefault();
  };
  return (
    <Overlay label="Commands" class="palette" onClose={() => props.onClose()}>
      <input
        class="field-input palette-input"
        type="text"
        role="combobox"
        autofocus
        placeholder="What do you want to do?"
        aria-label="Find a command"
        aria-expanded="true"
        aria-controls={id}
        aria-autocomplete="list"
        aria-activedescendant={found().length > 0 ? optionId(at()) : undefined}
        autocomplete="off"
        spellcheck={false}
        value={typed()}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          move(0);
        }}
        onKeyDown={onKeyDown}
      />
      <ul ref={(element) => (list = element)} id={id} class="palette-list scroll" role="listbox" aria-label="Commands">
        <For each={found()}>
          {(command, index) => (
            <li
              id={optionId(index())}
              role="option"
              class="palette-option"
              aria-selected={isAt(index())}
              onPointerMove={() => setAt(index())}
              onClick={() => run(command)}
            >
              <span>{command.title}</span>
              <span class="faint palette-group">{command.group}</span>
              <Keys keys={command.keys} />
            </li>
          )}
        </For>
      </ul>
      <Show when={found().length === 0}>
        <p class="palette-none soft" role="status">
          No command is called that.
        </p>
      </Show>
    </Overlay>
  );
}
