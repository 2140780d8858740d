// Keeps the page for a device without a network, and offers a newer version when there is one. Loaded when the page has started.
import { createSignal } from 'solid-js';
import { render } from 'solid-js/web';
import { registerSW } from 'virtual:pwa-register';
import { NewVersion, type News } from './new-version.tsx';

/** Registers the service worker. Browsers and frames that may have none go on without. */
export function keepForOffline(): void {
  const [news, setNews] = createSignal<News | null>(null);
  const takeOver = registerWorker(() => setNews('ready'));
  // A part of the page that is loaded late may be gone from the host: a newer version has other parts.
  addEventListener('vite:preloadError', () => setNews((known) => known ?? 'part'));
  const place = document.createElement('div');
  document.body.append(place);
  const reload = () => {
    if (news() === 'ready') void takeOver();
    else location.reload();
  };
  render(() => <NewVersion news={news()} reload={reload} later={() => setNews(null)} />, place);
}

/** Answers how to let the newer version take over: every tab of this page is then loaded again. */
function registerWorker(newVersion: () => void): () => Promise<void> {
  try {
    const waits = () => {
      // Whichever tab lets it take over: what this one would load late is then of the other version.
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      newVersion();
    };
    return registerSW({ onNeedRefresh: waits, onNeedReload: () => undefined, onRegisterError: () => undefined });
  } catch {
    return () => Promise.resolve();
  }
}
