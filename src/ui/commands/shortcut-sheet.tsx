// The sheet of shortcuts, made of the table of commands; plain keys can be switched off here.
import { For } from 'solid-js';
import { Overlay } from '../widgets/overlay.tsx';
import { GROUPS, type Command } from './command.ts';
import { Keys } from './keys.tsx';

export interface ShortcutSheetProps {
  readonly commands: readonly Command[];
  readonly singleKeys: boolean;
  onSingleKeys(on: boolean): void;
  onClose(): void;
}

/** Keys that belong to what has the focus, and work whatever is switched off. */
const IN_PLACE: readonly (readonly [keys: string, what: string])[] = [
  ['← → ↑ ↓', 'Tableau, matrix and data flow: move'],
  ['Enter', 'Tableau: act as this client. Matrix: explain. Data flow: open the message'],
  ['Shift ← →', 'Tableau: step through the rows of a client'],
  ['H  Enter  Delete', 'A frame under way: hold, deliver, drop'],
  ['Esc', 'Close what lies over the page'],
];

export function ShortcutSheet(props: ShortcutSheetProps) {
  const groups = () =>
    GROUPS.map((group) => ({
      group,
      commands: props.commands.filter((command) => command.group === group && command.keys !== undefined),
    })).filter(({ commands }) => commands.length > 0);
  return (
    <Overlay label="Keyboard shortcuts" class="shortcuts" onClose={() => props.onClose()} titled>
      <label class="shortcuts-switch">
        <input
          type="checkbox"
          checked={props.singleKeys}
          onChange={(event) => props.onSingleKeys(event.currentTarget.checked)}
        />
        Single keys are shortcuts (never while you type)
      </label>
      <div class="shortcuts-groups scroll" tabindex="0" role="group" aria-label="Shortcuts by group">
        <For each={groups()}>
          {({ group, commands }) => (
            <section>
              <h3 class="section-title">{group}</h3>
              <dl class="shortcuts-list">
                <For each={commands}>
                  {(command) => (
                    <div>
                      <dt>
                        <Keys keys={command.keys} />
                      </dt>
                      <dd>{command.title}</dd>
                    </div>
                  )}
                </For>
              </dl>
            </section>
          )}
        </For>
        <section>
          <h3 class="section-title">Where the focus is</h3>
          <dl class="shortcuts-list">
            <For each={IN_PLACE}>
              {([keys, what]) => (
                <div>
                  <dt>
                    <span class="key-caps">
                      <For each={keys.split(' ').filter(Boolean)}>{(cap) => <kbd>{cap}</kbd>}</For>
                    </span>
                  </dt>
                  <dd>{what}</dd>
                </div>
              )}
            </For>
          </dl>
        </section>
      </div>
    </Overlay>
  );
}
