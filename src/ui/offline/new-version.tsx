// The sentence that offers a newer version of the page, and never takes it by itself: somebody may be in the middle of something.
import { Show } from 'solid-js';
import './offline.css';

/** `ready`: a newer version waits on this device. `part`: a part of this version could not be loaded. */
export type News = 'ready' | 'part';

const SENTENCES: Readonly<Record<News, string>> = {
  ready: 'A new version of this page is ready. Rows and clients stay; every tab of the page is loaded again.',
  part: 'A part of this page could not be loaded: the site has a newer version, or this device is offline.',
};

export interface NewVersionProps {
  readonly news: News | null;
  reload(): void;
  later(): void;
}

export function NewVersion(props: NewVersionProps) {
  return (
    <div class="new-version-place" role="status">
      <Show when={props.news}>
        {(news) => (
          <section class="new-version" aria-label="New version" data-testid="new-version" data-news={news()}>
            <span>{SENTENCES[news()]}</span>
            <button type="button" class="button primary" onClick={() => props.reload()}>
              Reload
            </button>
            <button type="button" class="button quiet" onClick={() => props.later()}>
              Later
            </button>
          </section>
        )}
      </Show>
    </div>
  );
}
