// The data flow below the panes: one line when folded, drawn when it is first unfolded.
import { lazy, Show, Suspense } from 'solid-js';
import { usePage } from '../page.tsx';
import { TimeBar } from '../time/time-bar.tsx';
import { Icon } from '../widgets/icon.tsx';
import './flow.css';

const FlowPanel = lazy(async () => ({ default: (await import('./flow-panel.tsx')).FlowPanel }));

export function FlowStrip() {
  const { flowOpen: open, setFlowOpen: setOpen } = usePage().desk;
  return (
    <section class="flow-strip" aria-label="Data flow">
      <div class="flow-head">
        <button type="button" class="flow-toggle" aria-expanded={open()} onClick={() => setOpen(!open())}>
          <Icon name={open() ? 'down' : 'up'} /> Data flow
        </button>
        <TimeBar />
      </div>
      <Show when={open()}>
        <div class="flow-place">
          <Suspense>
            <FlowPanel />
          </Suspense>
        </div>
      </Show>
    </section>
  );
}
