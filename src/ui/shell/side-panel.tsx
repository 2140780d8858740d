// The tabs beside the tableau; each panel is loaded and drawn when it is first opened.
import { createMemo, lazy, Show, Suspense, type JSX, type ParentProps } from 'solid-js';
import { QueryPlace } from '../query/query-place.tsx';
import { TAB_NAMES, TABS, usePage, type Tab } from '../page.tsx';
import { InPresent } from '../time/in-present.tsx';
import { TabList, type TabLabel } from '../widgets/tab-list.tsx';

const SchemaPanel = lazy(async () => ({ default: (await import('../schema/schema-panel.tsx')).SchemaPanel }));
const MessagesPanel = lazy(async () => ({ default: (await import('../messages/messages-panel.tsx')).MessagesPanel }));
const ServerPanel = lazy(async () => ({ default: (await import('../server/server-panel.tsx')).ServerPanel }));
const FlowPanel = lazy(async () => ({ default: (await import('../flow/flow-panel.tsx')).FlowPanel }));
const LessonsPanel = lazy(async () => ({ default: (await import('../lessons/lessons-panel.tsx')).LessonsPanel }));
const LessonDock = lazy(async () => ({ default: (await import('../lessons/lesson-dock.tsx')).LessonDock }));
const RowPanel = lazy(async () => ({ default: (await import('../row/row-panel.tsx')).RowPanel }));

const LABELS: readonly TabLabel<Tab>[] = TABS.map((name) => ({ name, label: TAB_NAMES[name] }));

/** Tabs of narrow screens; elsewhere these stand beside the tabs. */
const NARROW_ONLY: ReadonlySet<Tab> = new Set<Tab>(['tableau', 'flow']);

/** `tableau` is given where it must be a tab too. */
export function SidePanel(props: { readonly tableau?: JSX.Element }) {
  const page = usePage();
  const tabs = () => LABELS.filter(({ name }) => !NARROW_ONLY.has(name) || props.tableau !== undefined);
  return (
    <div class="side">
      <TabList
        label="Panels"
        tabs={tabs()}
        open={page.tab()}
        onOpen={(tab) => page.openTab(tab)}
        tabId={(tab) => triggerId(tab)}
        panelId={(tab) => panelId(tab)}
      />
      <Show when={page.lesson() !== null || page.triedLesson() !== null}>
        <Suspense>
          <LessonDock />
        </Suspense>
      </Show>
      <Show when={props.tableau}>
        <Panel tab="tableau">{props.tableau}</Panel>
      </Show>
      <Panel tab="query">
        <InPresent meanwhile="Queries run now: the form can be used again when you are back.">
          <QueryPlace />
        </InPresent>
      </Panel>
      <Panel tab="schema">
        <InPresent meanwhile="These are the files that are served now. They can be edited again when you are back.">
          <SchemaPanel />
        </InPresent>
      </Panel>
      <Panel tab="messages">
        <MessagesPanel />
      </Panel>
      <Show when={props.tableau}>
        <Panel tab="flow">
          <FlowPanel />
        </Panel>
      </Show>
      <Panel tab="row">
        <RowPanel />
      </Panel>
      <Panel tab="server">
        <InPresent meanwhile="This is the server now: of earlier moments only what clients held is recorded, not the server’s own rows.">
          <ServerPanel />
        </InPresent>
      </Panel>
      <Panel tab="lessons">
        <InPresent meanwhile="Lessons go on in the present.">
          <LessonsPanel />
        </InPresent>
      </Panel>
    </div>
  );
}

/** What a tab shows; made when the tab is first opened, kept afterwards. */
function Panel(props: ParentProps<{ readonly tab: Tab }>) {
  const page = usePage();
  const isOpen = () => page.tab() === props.tab;
  const wasOpened = createMemo<boolean>((before) => before || isOpen(), false);
  return (
    <div
      role="tabpanel"
      id={panelId(props.tab)}
      aria-labelledby={triggerId(props.tab)}
      class="tab-content"
      hidden={!isOpen()}
      tabindex="-1"
    >
      <Show when={wasOpened()}>
        <Suspense fallback={<p class="empty">Loading…</p>}>{props.children}</Suspense>
      </Show>
    </div>
  );
}

function triggerId(tab: string): string {
  return `tab-${tab}`;
}

function panelId(tab: string): string {
  return `panel-${tab}`;
}
