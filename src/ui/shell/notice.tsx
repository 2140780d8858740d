// A sentence about what was just done, with Undo instead of a question beforehand.
import { Show } from 'solid-js';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import './notice.css';

export function Notice() {
  const page = usePage();
  return (
    <div class="notice-place" role="status">
      <Show when={page.view().notice}>
        {(notice) => (
          <div class="notice" data-tone={notice().tone} data-testid="notice">
            <span>{notice().text}</span>
            <Show when={notice().undo}>
              <button type="button" class="button" onClick={() => void page.world.undo()}>
                Undo
              </button>
            </Show>
            <button
              type="button"
              class="button quiet icon"
              aria-label="Dismiss"
              onClick={() => page.world.dismissNotice()}
            >
              <Icon name="close" />
            </button>
          </div>
        )}
      </Show>
    </div>
  );
}
