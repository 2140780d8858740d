// The data flow below the panes: one line when folded, drawn when it is first unfolded.
import { createSignal, lazy, Show, Suspense } from 'solid-js';
import { TimeBar } from '../time/time-bar.tsx';
import { Icon } from '../widgets/icon.tsx';
import './flow.css';

const FlowPanel = lazy(async () => ({ default: (await import('./flow-panel.tsx')).FlowPanel }));

/** Screens with room for the diagram from the beginning. */
const ROOMY = '(min-height: 1000px)';

export function FlowStrip() {
  const [open, setOpen] = createSignal(window.matchMedia(ROOMY).matches);
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
