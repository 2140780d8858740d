// The link to this world: its text, what it holds, and its other forms.
import { createMemo, createSignal, For, Show } from 'solid-js';
import { count } from '../format.ts';
import { usePage } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import { CopyField } from './copy-field.tsx';
import { asMarkdown, contentsOf } from './link.ts';
import { QrCode } from './qr-code.tsx';
import { saveText } from './save.ts';
import { useWorldLink } from './use-link.ts';

export function LinkSection() {
  const [withSight, setWithSight] = createSignal(true);
  const { link, start, sight } = useWorldLink(withSight);
  const { shipped } = usePage().world.project;
  const projects = new Map(shipped.map(({ id, name }) => [id, name]));
  const contents = createMemo(() => contentsOf(link().recipe, start(), withSight() ? sight() : null, projects));
  const save = () => saveText('world.json', 'application/json', `${JSON.stringify(link().recipe, null, 2)}\n`);
  return (
    <div class="share-section">
      <Show
        when={!link().tooLong}
        fallback={
          <p role="alert">
            <span class="trouble">▲ Too long for a link</span> ({count(link().url.length)} characters; chats and mail
            cut such links). Save it as a file instead: dropped on this page, it opens the same world.
          </p>
        }
      >
        <CopyField label={`Link, ${count(link().url.length)} characters`} text={link().url} lines={3} />
        <label class="share-check">
          <input
            type="checkbox"
            checked={withSight()}
            onChange={(event) => setWithSight(event.currentTarget.checked)}
          />
          with what I am looking at (tab, client, row)
        </label>
      </Show>
      <div class="share-contents">
        <p>It holds, and nothing else:</p>
        <ul>
          <For each={contents()}>{(phrase) => <li>{phrase}</li>}</For>
        </ul>
        <p class="faint">
          Never rows: what was written by hand does not travel. Whoever opens it keeps their own world.
        </p>
      </div>
      <Show when={!link().tooLong}>
        <CopyField label="Markdown" text={asMarkdown('Pyre sync, in a tab', link().url)} />
        <QrCode text={link().url} />
      </Show>
      <button type="button" class="button" onClick={save}>
        <Icon name="download" /> Save as a file
      </button>
    </div>
  );
}
