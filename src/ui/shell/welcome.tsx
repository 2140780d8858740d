// One line for newcomers below the head: what there is to see and what to try. Gone once it was dismissed.
import { createSignal, Show } from 'solid-js';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';

const STORED_AS = 'pyre-welcome';

export function Welcome() {
  const page = usePage();
  const [open, setOpen] = createSignal(!wasDismissed());
  const elsewhere = () => {
    const { server } = page.view();
    return 'at' in server;
  };
  /** A lesson says itself what to do. */
  const inLesson = () => page.lesson() !== null || page.triedLesson() !== null;
  const dismiss = () => {
    setOpen(false);
    rememberDismissed();
  };
  return (
    <Show when={open() && !inLesson()}>
      <aside class="welcome" aria-label="Introduction">
        <p>
          {elsewhere()
            ? 'These clients run inside this page, their server elsewhere.'
            : 'Server, database and clients all run inside this page.'}{' '}
          <span class="welcome-tail">Each client signs in as another user and holds what that user may see. </span>
          <strong>Submit a change and watch who is told</strong>, or{' '}
          <button type="button" class="welcome-lessons" onClick={() => page.openTab('lessons')}>
            take a lesson of three minutes
          </button>
          .
        </p>
        <button
          type="button"
          class="button quiet icon"
          aria-label="Dismiss the introduction"
          title="Dismiss the introduction"
          onClick={dismiss}
        >
          <Icon name="close" />
        </button>
      </aside>
    </Show>
  );
}

function wasDismissed(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== null;
  } catch {
    return false;
  }
}

function rememberDismissed(): void {
  try {
    localStorage.setItem(STORED_AS, 'dismissed');
  } catch {
    // A frame without storage shows it again at the next visit.
  }
}
