// A row of tabs: arrows, Home and End move and open, one tab stop for all [UI-1].
import { For } from 'solid-js';

export interface TabLabel<Name extends string> {
  readonly name: Name;
  readonly label: string;
}

interface TabListProps<Name extends string> {
  readonly label: string;
  readonly tabs: readonly TabLabel<Name>[];
  readonly open: Name;
  onOpen(name: Name): void;
  /** Id of a tab's button, and of the panel that it opens. */
  tabId(name: Name): string;
  panelId(name: Name): string;
}

export function TabList<Name extends string>(props: TabListProps<Name>) {
  const isOpen = (name: Name) => name === props.open;
  const onKeyDown = (event: KeyboardEvent) => {
    const at = props.tabs.findIndex(({ name }) => isOpen(name));
    const next = props.tabs[placeAfter(event.key, at, props.tabs.length)];
    if (!next) return;
    event.preventDefault();
    props.onOpen(next.name);
    document.getElementById(props.tabId(next.name))?.focus();
  };
  return (
    <div class="tabs" role="tablist" aria-label={props.label} onKeyDown={onKeyDown}>
      <For each={props.tabs}>
        {({ name, label }) => (
          <button
            type="button"
            class="tab"
            role="tab"
            id={props.tabId(name)}
            aria-selected={isOpen(name)}
            aria-controls={props.panelId(name)}
            tabindex={isOpen(name) ? 0 : -1}
            onClick={() => props.onOpen(name)}
          >
            {label}
          </button>
        )}
      </For>
    </div>
  );
}

/** Where a key leads from the tab at `at`, round and round; -1 for other keys. */
export function placeAfter(key: string, at: number, count: number): number {
  switch (key) {
    case 'ArrowRight':
      return (at + 1) % count;
    case 'ArrowLeft':
      return (at - 1 + count) % count;
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return -1;
  }
}
