// The tabs beside the tableau; each panel is loaded and drawn when it is first opened.
import { Tabs } from '@ark-ui/solid/tabs';
import { For, lazy, Show, Suspense, type JSX } from 'solid-js';
import { QueryPanel } from '../query/query-panel.tsx';
import { usePage, type Tab } from '../page.tsx';

const MessagesPanel = lazy(async () => ({ default: (await import('../messages/messages-panel.tsx')).MessagesPanel }));
const ServerPanel = lazy(async () => ({ default: (await import('../server/server-panel.tsx')).ServerPanel }));
const RowPanel = lazy(async () => ({ default: (await import('../row/row-panel.tsx')).RowPanel }));

const TABS: readonly { readonly tab: Tab; readonly label: string }[] = [
  { tab: 'tableau', label: 'Tableau' },
  { tab: 'query', label: 'Query' },
  { tab: 'messages', label: 'Messages' },
  { tab: 'row', label: 'Row' },
  { tab: 'server', label: 'Server' },
];

/** `tableau` is given where it must be a tab too. */
export function SidePanel(props: { readonly tableau?: JSX.Element }) {
  const page = usePage();
  const tabs = () => TABS.filter(({ tab }) => tab !== 'tableau' || props.tableau !== undefined);
  return (
    <Tabs.Root
      class="side"
      value={page.tab()}
      onValueChange={({ value }) => {
        const chosen = TABS.find(({ tab }) => tab === value);
        if (chosen) page.openTab(chosen.tab);
      }}
      lazyMount
    >
      <Tabs.List class="tabs" aria-label="Panels">
        <For each={tabs()}>
          {({ tab, label }) => (
            <Tabs.Trigger value={tab} class="tab">
              {label}
            </Tabs.Trigger>
          )}
        </For>
      </Tabs.List>
      <Show when={props.tableau}>
        <Tabs.Content value="tableau" class="tab-content">
          {props.tableau}
        </Tabs.Content>
      </Show>
      <Tabs.Content value="query" class="tab-content">
        <QueryPanel />
      </Tabs.Content>
      <Suspense fallback={<p class="empty">Loading…</p>}>
        <Tabs.Content value="messages" class="tab-content">
          <MessagesPanel />
        </Tabs.Content>
        <Tabs.Content value="row" class="tab-content">
          <RowPanel />
        </Tabs.Content>
        <Tabs.Content value="server" class="tab-content">
          <ServerPanel />
        </Tabs.Content>
      </Suspense>
    </Tabs.Root>
  );
}
