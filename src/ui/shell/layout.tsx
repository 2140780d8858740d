// Two panes that resize; on a narrow screen, tabs.
import { createComputed, createEffect, on, Show } from 'solid-js';
import { ClientStrip } from '../client/client-strip.tsx';
import { FlowStrip } from '../flow/flow-strip.tsx';
import { usePage } from '../page.tsx';
import { Tableau } from '../tableau/tableau.tsx';
import { InPresent } from '../time/in-present.tsx';
import { Split } from '../widgets/split.tsx';
import { SidePanel } from './side-panel.tsx';

export function Layout() {
  const page = usePage();
  const { narrow } = page.desk;
  // Before anything is drawn: the tableau is what a person sees first, where it is a tab that tab is open.
  createComputed(() => page.openTab(narrow() ? 'tableau' : 'query'));
  // Where there are more tabs than room, the open one is in sight. The first is: asking would lay the page out before its first frame.
  createEffect(
    on(
      page.tab,
      (tab) => {
        document.getElementById(`tab-${tab}`)?.scrollIntoView?.({ block: 'nearest', inline: 'nearest' });
      },
      { defer: true },
    ),
  );
  return (
    <Show
      when={narrow()}
      fallback={
        <div class="stage">
          <Split label="Resize the panes" first={<TableauPane />} second={<SidePanel />} />
          <FlowStrip />
        </div>
      }
    >
      <SidePanel tableau={<TableauPane />} />
    </Show>
  );
}

function TableauPane() {
  return (
    <div class="tableau-pane">
      <Tableau />
      <InPresent>
        <ClientStrip />
      </InPresent>
    </div>
  );
}
