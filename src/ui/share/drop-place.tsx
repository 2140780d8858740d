// Takes files that are dropped anywhere on the page; what they are is found out by a dialog that is loaded then.
import { createSignal, lazy, onCleanup, onMount, Show, Suspense } from 'solid-js';
import './drop-place.css';

const BringInDialog = lazy(async () => ({ default: (await import('./bring-in-dialog.tsx')).BringInDialog }));

export function DropPlace() {
  const [hovering, setHovering] = createSignal(false);
  const [file, setFile] = createSignal<File | null>(null);
  const over = (event: DragEvent) => {
    if (!event.dataTransfer?.types.includes('Files')) return;
    event.preventDefault();
    setHovering(true);
  };
  const leave = (event: DragEvent) => {
    if (event.relatedTarget === null) setHovering(false);
  };
  const drop = (event: DragEvent) => {
    const dropped = event.dataTransfer?.files[0];
    if (!dropped) return;
    event.preventDefault();
    setHovering(false);
    setFile(dropped);
  };
  onMount(() => {
    window.addEventListener('dragover', over);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
  });
  onCleanup(() => {
    window.removeEventListener('dragover', over);
    window.removeEventListener('dragleave', leave);
    window.removeEventListener('drop', drop);
  });
  return (
    <>
      <Show when={hovering()}>
        <div class="drop-place" aria-hidden="true">
          <p>Drop a world (.json), a project (.zip), a database (.sqlite) or a message log (.ndjson)</p>
        </div>
      </Show>
      <Show when={file()} keyed>
        {(dropped) => (
          <Suspense>
            <BringInDialog file={dropped} onClose={() => setFile(null)} />
          </Suspense>
        )}
      </Show>
    </>
  );
}
