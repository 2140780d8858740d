// What the screen is like, as signals.
import { createSignal, onCleanup, type Accessor } from 'solid-js';

/** Below this width panes become tabs. */
export const NARROW = '(max-width: 760px)';

/** Whether the media query holds, followed for as long as its owner lives. */
export function createMediaQuery(query: string): Accessor<boolean> {
  const media = window.matchMedia(query);
  const [matches, setMatches] = createSignal(media.matches);
  const update = () => setMatches(media.matches);
  media.addEventListener('change', update);
  onCleanup(() => media.removeEventListener('change', update));
  return matches;
}
