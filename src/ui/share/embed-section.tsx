// A frame of this world for another page: what it shows, the HTML to paste, and how it will look.
import { createMemo, createSignal, For, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import { EMBED_PANELS, PLAIN_EMBED, snippet, writeEmbed, type EmbedOptions } from '../embed/options.ts';
import { CopyField } from './copy-field.tsx';
import { pageAddress, useWorldLink } from './use-link.ts';

const PANEL_NAMES: Readonly<Record<EmbedOptions['panel'], string>> = {
  tableau: 'Tableau: who holds what',
  messages: 'Messages',
  flow: 'Data flow',
  query: 'Query form',
  schema: 'Schema',
  lesson: 'Lesson',
};
const FLAGS = [
  ['controls', 'controls for clients'],
  ['readonly', 'read only'],
  ['autoplay', 'starts by itself'],
  ['keep', 'keeps its world'],
] as const;
const HEIGHT_PX = 420;

export function EmbedSection() {
  const [options, setOptions] = createStore<{ -readonly [Name in keyof EmbedOptions]: EmbedOptions[Name] }>({
    ...PLAIN_EMBED,
  });
  const [previewed, setPreviewed] = createSignal(false);
  const { link } = useWorldLink(() => false);
  const url = createMemo(() => `${pageAddress()}${writeEmbed(options)}#${link().packed}`);
  const html = createMemo(() => snippet(url(), 'Pyre sync, in a tab', HEIGHT_PX));
  return (
    <div class="share-section">
      <div class="share-options">
        <label>
          Shows{' '}
          <select
            class="field-input"
            onChange={(event) => {
              const chosen = EMBED_PANELS.find((panel) => panel === event.currentTarget.value);
              if (chosen) setOptions('panel', chosen);
            }}
          >
            <For each={EMBED_PANELS}>
              {(panel) => (
                <option value={panel} selected={panel === options.panel}>
                  {PANEL_NAMES[panel]}
                </option>
              )}
            </For>
          </select>
        </label>
        <label>
          Theme{' '}
          <select
            class="field-input"
            onChange={(event) => {
              const chosen = (['auto', 'light', 'dark'] as const).find((theme) => theme === event.currentTarget.value);
              if (chosen) setOptions('theme', chosen);
            }}
          >
            <option value="auto">as the reader's</option>
            <option value="light">light</option>
            <option value="dark">dark</option>
          </select>
        </label>
        <For each={FLAGS}>
          {([name, label]) => (
            <label class="share-check">
              <input
                type="checkbox"
                checked={options[name]}
                onChange={(event) => setOptions(name, event.currentTarget.checked)}
              />
              {label}
            </label>
          )}
        </For>
      </div>
      <CopyField label="HTML to paste" text={html()} lines={4} />
      <Show
        when={previewed()}
        fallback={
          <button type="button" class="button" onClick={() => setPreviewed(true)}>
            Show a preview
          </button>
        }
      >
        <iframe
          class="embed-preview"
          src={url()}
          title="Preview of the embed"
          height={HEIGHT_PX}
          sandbox="allow-scripts allow-popups allow-same-origin"
        />
      </Show>
    </div>
  );
}
