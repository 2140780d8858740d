// Waits for the first key or click that asks for commands; only then are they loaded.
import { createSignal, lazy, onCleanup, Show, Suspense } from 'solid-js';
import { usePage } from '../page.tsx';

const CommandCentre = lazy(async () => ({ default: (await import('./command-centre.tsx')).CommandCentre }));

/** Keys that mean nothing by themselves, and the one that only leads on. */
const SILENT: ReadonlySet<string> = new Set(['Tab', 'Shift', 'Control', 'Alt', 'AltGraph', 'Meta', 'CapsLock']);

export function CommandDoor() {
  const { desk } = usePage();
  const [knocked, setKnocked] = createSignal<KeyboardEvent | null>(null);
  const knock = (event: KeyboardEvent) => {
    if (SILENT.has(event.key) || event.defaultPrevented) return;
    // The browser's own meaning of these keys would be over before the commands are there.
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) event.preventDefault();
    setKnocked(event);
  };
  const stop = () => window.removeEventListener('keydown', knock);
  window.addEventListener('keydown', knock);
  onCleanup(stop);
  const isWanted = () => knocked() !== null || desk.overlay() === 'commands' || desk.overlay() === 'shortcuts';
  return (
    <Show when={isWanted()}>
      <Suspense>
        <CommandCentre knocked={knocked()} onReady={stop} />
      </Suspense>
    </Show>
  );
}
