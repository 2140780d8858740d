// Keys to commands, and the two dialogs that list them.
import { createEffect, createSignal, Match, onCleanup, onMount, Switch } from 'solid-js';
import { createKeybindingsHandler } from 'tinykeys';
import type { Lesson } from '../lessons/lesson.ts';
import { usePage } from '../page.tsx';
import { useVisit } from '../share/visit.tsx';
import { bindings, isSingleKey } from './command.ts';
import { lessonCommands } from './lesson-commands.ts';
import { Palette } from './palette.tsx';
import { ShortcutSheet } from './shortcut-sheet.tsx';
import { createSingleKeys } from './single-keys.ts';
import { commandsOf } from './table.ts';
import './commands.css';

export interface CommandCentreProps {
  /** The key that was pressed last before this was loaded. */
  readonly knocked: KeyboardEvent | null;
  /** From now on keys are heard here. */
  onReady(): void;
}

export function CommandCentre(props: CommandCentreProps) {
  const page = usePage();
  const visit = useVisit();
  const { desk } = page;
  const lessons = createLessons(() => desk.overlay() === 'commands');
  const [singleKeys, setSingleKeys] = createSingleKeys();

  const press = (id: string, keys: string) => (event: KeyboardEvent) => {
    if (event.defaultPrevented && event !== props.knocked) return;
    if (isSingleKey(keys) && (!singleKeys() || takesKeys(event) || isOverlaid())) return;
    // Looked up when it is pressed: what it does, and whether it can be done, is as of now.
    const command = commandsOf(page).find((candidate) => candidate.id === id);
    if (!command || command.enabled === false) return;
    event.preventDefault();
    command.run();
  };

  /** Bindings do not change, though titles do; those of clients have no keys. */
  const bound = commandsOf(page).flatMap(({ id, keys }) =>
    keys === undefined ? [] : bindings(keys).map((binding) => [binding, press(id, keys)] as const),
  );
  const handler = createKeybindingsHandler(Object.fromEntries(bound));
  onMount(() => {
    props.onReady();
    if (props.knocked) handler(props.knocked);
  });
  window.addEventListener('keydown', handler);
  onCleanup(() => window.removeEventListener('keydown', handler));
  return (
    <Switch>
      <Match when={desk.overlay() === 'commands'}>
        <Palette
          commands={[...commandsOf(page), ...lessonCommands(lessons(), visit)]}
          onClose={() => desk.setOverlay(null)}
        />
      </Match>
      <Match when={desk.overlay() === 'shortcuts'}>
        <ShortcutSheet
          commands={commandsOf(page)}
          singleKeys={singleKeys()}
          onSingleKeys={setSingleKeys}
          onClose={() => desk.setOverlay(null)}
        />
      </Match>
    </Switch>
  );
}

/** The lessons, from when they are first looked for; none where they cannot be loaded. */
function createLessons(wanted: () => boolean): () => readonly Lesson[] {
  const [lessons, setLessons] = createSignal<readonly Lesson[]>([]);
  createEffect(() => {
    if (!wanted() || lessons().length > 0) return;
    void import('../lessons/all.ts').then(
      ({ LESSONS }) => setLessons(LESSONS),
      () => undefined,
    );
  });
  return lessons;
}

/** Whether something lies over the page: its keys are its own. */
function isOverlaid(): boolean {
  return document.querySelector('dialog[open]') !== null;
}

/** Whether what has the keyboard uses plain keys itself: fields, choices, editors. */
function takesKeys(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input:not([type=checkbox], [type=range]), textarea, select');
}
