// The line that says that one looks at an earlier moment, and leads back to now [UI-9].
import { Show } from 'solid-js';
import { elapsed } from '../format.ts';
import { messageSentence, newestNews } from '../messages/sentence.ts';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import { ago, neighbour } from './ago.ts';
import './time.css';

export function PastLine() {
  const page = usePage();
  const { recording, messages } = page.world;
  const startMs = () => recording.moments()[0]?.atMs ?? 0;
  /** What the moment is known by: the newest message that it knows of. */
  const latest = () => {
    const message = newestNews(page.messages());
    return message && messageSentence(message, page.nameOf);
  };
  return (
    <Show when={page.moment()}>
      {(moment) => (
        <aside class="past-line" aria-label="Looking back" data-testid="past-line">
          <span role="status" class="past-words">
            <span aria-hidden="true">◀ </span>
            <strong>{ago(moment(), (page.now(), messages.view()))}</strong>, at {elapsed(moment().atMs - startMs())}
            <Show when={latest()}>{(text) => <span class="past-latest">: {text()}</span>}</Show>.{' '}
            <span class="soft">The world goes on; here nothing can be changed.</span>
          </span>
          <span class="push" />
          <button
            type="button"
            class="button quiet icon"
            aria-label="Earlier"
            title="Earlier"
            onClick={() => page.lookAt(neighbour(recording.moments(), moment(), -1))}
          >
            <Icon name="back" />
          </button>
          <button
            type="button"
            class="button quiet icon"
            aria-label="Later"
            title="Later"
            onClick={() => page.lookAt(neighbour(recording.moments(), moment(), 1))}
          >
            <Icon name="forth" />
          </button>
          <button type="button" class="button primary" onClick={() => page.lookAt(null)}>
            Back to now
          </button>
        </aside>
      )}
    </Show>
  );
}
