// A frame of this world for another page: what it shows, the HTML to paste, and how it will look.
import { createMemo, createSignal, For, Show } from 'solid-js';
import { createStore } from 'solid-js/store';
import {
  EMBED_PANELS,
  MOST_EMBED_CLIENTS,
  PLAIN_EMBED,
  sandboxOf,
  snippet,
  writeEmbed,
  type EmbedOptions,
} from '../embed/options.ts';
import { LESSONS } from '../lessons/all.ts';
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
  // A lesson brings its own world.
  const hash = () => (options.panel === 'lesson' ? '' : `#${link().packed}`);
  const url = createMemo(() => `${pageAddress()}${writeEmbed(options)}${hash()}`);
  const choosePanel = (chosen: EmbedOptions['panel']) =>
    setOptions({ panel: chosen, lesson: chosen === 'lesson' ? (LESSONS[0]?.id ?? null) : null });
  const html = createMemo(() => snippet(url(), 'Pyre sync, in a tab', HEIGHT_PX, sandboxOf(options)));
  return (
    <div class="share-section">
      <div class="share-options">
        <label>
          Shows{' '}
          <select
            class="field-input"
            onChange={(event) => {
              const chosen = EMBED_PANELS.find((panel) => panel === event.currentTarget.value);
              if (chosen) choosePanel(chosen);
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
        <Show
          when={options.panel === 'lesson'}
          fallback={
            <label>
              Clients{' '}
              <input
                type="number"
                class="field-input share-count"
                min="1"
                max={MOST_EMBED_CLIENTS}
                placeholder="all"
                value={options.clients ?? ''}
                onInput={(event) => setOptions('clients', countOf(event.currentTarget.value))}
              />
            </label>
          }
        >
          <label>
            Lesson{' '}
            <select class="field-input" onChange={(event) => setOptions('lesson', event.currentTarget.value)}>
              <For each={LESSONS}>
                {({ id, title }) => (
                  <option value={id} selected={id === options.lesson}>
                    {title}
                  </option>
                )}
              </For>
            </select>
          </label>
        </Show>
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
          sandbox={sandboxOf(options)}
        />
      </Show>
    </div>
  );
}

/** Empty, and what is no number, means all. */
function countOf(text: string): number | null {
  const count = Math.trunc(Number(text));
  return text === '' || !(count >= 1) ? null : Math.min(count, MOST_EMBED_CLIENTS);
}
