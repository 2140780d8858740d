// The line at the bottom: the last delta as a sentence, spoken by screen readers unless paused.
import { createSignal, onCleanup, Show } from 'solid-js';
import type { MessageView, Party } from '../../world/messages.ts';
import { listed } from '../format.ts';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';

export function Narration() {
  const page = usePage();
  const [sentence, setSentence] = createSignal('Nothing has happened yet. Submit a mutation to see who is told.');
  const { narrating, setNarrating } = page.desk;
  const paused = () => !narrating();
  let told = 0;
  const tell = () => {
    if (paused()) return;
    const newest = page.world.messages.view().findLast((message) => message.kind === 'delta');
    if (!newest || newest.sequence <= told) return;
    told = newest.sequence;
    setSentence(narrate(newest, (party) => page.nameOf(party)));
  };
  tell();
  onCleanup(page.world.messages.subscribe(tell));
  return (
    <footer class="narration">
      <p aria-live={paused() ? 'off' : 'polite'} data-testid="narration">
        {sentence()}
      </p>
      <button
        type="button"
        class="button quiet icon"
        aria-pressed={paused()}
        aria-label={paused() ? 'Go on telling what happens' : 'Stop telling what happens'}
        title={paused() ? 'Telling is paused' : 'Pause telling'}
        onClick={() => setNarrating(paused())}
      >
        <Show when={paused()} fallback={<Icon name="pause" />}>
          <Icon name="play" />
        </Show>
      </button>
    </footer>
  );
}

/** `Revision 4: posts 7 went to Ann and Ben; Cleo and 2 more were not told.` */
export function narrate(delta: MessageView, nameOf: (party: Party) => string): string {
  const rows = delta.rows.map((row) => `${row.table} ${row.key}${row.removed ? ' was taken from' : ''}`);
  const removal = delta.rows.length > 0 && delta.rows.every((row) => row.removed);
  const what = removal
    ? `${listed(delta.rows.map((row) => `${row.table} ${row.key}`))} left the view of`
    : `${listed(rows)} went to`;
  const skipped = delta.skipped.map(nameOf);
  const rest = skipped.length === 0 ? '' : `; ${listed(skipped)} ${skipped.length === 1 ? 'was' : 'were'} not told`;
  return `Revision ${delta.revision ?? '?'}: ${what} ${listed(delta.parties.map(nameOf))}${rest}.`;
}
