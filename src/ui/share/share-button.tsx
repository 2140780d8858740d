// The way to the share dialog: a button in the head; the dialog is loaded when it is first opened.
import { lazy, Show, Suspense } from 'solid-js';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';

const ShareDialog = lazy(async () => ({ default: (await import('./share-dialog.tsx')).ShareDialog }));

export function ShareButton() {
  const { overlay, setOverlay } = usePage().desk;
  const isWanted = () => overlay() === 'share' || overlay() === 'worlds';
  return (
    <>
      <button
        type="button"
        class="button quiet header-share"
        aria-label="Share this world"
        title="Share this world: link, embed, files; other worlds"
        aria-haspopup="dialog"
        onClick={() => setOverlay('share')}
      >
        <Icon name="share" />
        <span class="header-share-word">Share</span>
      </button>
      <Show when={isWanted()}>
        <Suspense>
          <ShareDialog first={overlay() === 'worlds' ? 'worlds' : 'link'} onClose={() => setOverlay(null)} />
        </Suspense>
      </Show>
    </>
  );
}
