// The way to the share dialog: a button in the head; the dialog is loaded when it is first opened.
import { createSignal, lazy, Show, Suspense } from 'solid-js';
import { Icon } from '../widgets/icon.tsx';

const ShareDialog = lazy(async () => ({ default: (await import('./share-dialog.tsx')).ShareDialog }));

export function ShareButton() {
  const [open, setOpen] = createSignal(false);
  return (
    <>
      <button
        type="button"
        class="button quiet icon"
        aria-label="Share this world"
        title="Share this world: link, embed, files"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
      >
        <Icon name="share" />
      </button>
      <Show when={open()}>
        <Suspense>
          <ShareDialog onClose={() => setOpen(false)} />
        </Suspense>
      </Show>
    </>
  );
}
