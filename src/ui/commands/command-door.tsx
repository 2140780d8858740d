// Waits for the first key or click that asks for commands; only then are they loaded.
import { createSignal, lazy, onCleanup, Show, Suspense } from 'solid-js';
import { usePage } from '../page.tsx';

const CommandCentre = lazy(async () => ({ default: (await import('./command-centre.tsx')).CommandCentre }));

export function CommandDoor() {
  const { desk } = usePage();
  const [first, setFirst] = createSignal<KeyboardEvent | null>(null);
  const knock = (event: KeyboardEvent) => {
    if (event.key === 'Tab' || event.key === 'Shift' || event.defaultPrevented) return;
    // The browser's own meaning of these keys would be over before the commands are there.
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) event.preventDefault();
    window.removeEventListener('keydown', knock);
    setFirst(event);
  };
  window.addEventListener('keydown', knock);
  onCleanup(() => window.removeEventListener('keydown', knock));
  const isWanted = () => first() !== null || desk.overlay() === 'commands' || desk.overlay() === 'shortcuts';
  return (
    <Show when={isWanted()}>
      <Suspense>
        <CommandCentre first={first()} />
      </Suspense>
    </Show>
  );
}
