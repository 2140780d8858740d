// The client's simulated network path: how slow, how unsteady, how lossy [UI-8].
import { For } from 'solid-js';
import type { ClientView, LinkView } from '../../world/world.ts';
import { bytes } from '../format.ts';
import { usePage } from '../page.tsx';
import { PresetSelect } from '../widgets/preset-select.tsx';

interface Dial {
  readonly label: string;
  readonly unit: string;
  readonly largest: number;
  readonly step: number;
  read(link: LinkView): number;
  write(link: LinkView, value: number): LinkView;
}

const DIALS: readonly Dial[] = [
  {
    label: 'latency',
    unit: 'ms',
    largest: 3000,
    step: 50,
    read: (link) => link.latencyMs,
    write: (link, latencyMs) => ({ ...link, latencyMs }),
  },
  {
    label: 'jitter',
    unit: 'ms',
    largest: 2000,
    step: 50,
    read: (link) => link.jitterMs,
    write: (link, jitterMs) => ({ ...link, jitterMs }),
  },
  {
    label: 'loss',
    unit: '%',
    largest: 50,
    step: 1,
    read: (link) => Math.round(link.loss * 100),
    write: (link, percent) => ({ ...link, loss: percent / 100 }),
  },
];

export function LinkForm(props: { readonly client: ClientView }) {
  const { world } = usePage();
  return (
    <div class="strip-part" role="group" aria-label="Network of this client">
      <h3 class="section-title">Network</h3>
      <label class="dial wide">
        <span>weather</span>
        <PresetSelect
          value={props.client.preset}
          onChoose={(preset) => world.weather.setPreset(props.client.id, preset)}
        />
      </label>
      <For each={DIALS}>
        {(dial) => (
          <label class="dial">
            <span>{dial.label}</span>
            <input
              type="range"
              min="0"
              max={dial.largest}
              step={dial.step}
              value={dial.read(props.client.link)}
              onInput={(event) =>
                world.setLink(props.client.id, dial.write(props.client.link, event.currentTarget.valueAsNumber))
              }
            />
            <output class="soft">
              {dial.read(props.client.link)} {dial.unit}
            </output>
          </label>
        )}
      </For>
      <label class="dial wide">
        <span>bandwidth</span>
        <select
          class="field-input"
          onChange={(event) =>
            world.setLink(props.client.id, {
              ...props.client.link,
              bandwidthBytesPerSecond: Number(event.currentTarget.value) || null,
            })
          }
        >
          <For each={widthsWith(props.client.link.bandwidthBytesPerSecond)}>
            {(width) => (
              <option value={width ?? 0} selected={width === props.client.link.bandwidthBytesPerSecond}>
                {width === null ? 'no bound' : `${bytes(width)}/s`}
              </option>
            )}
          </For>
        </select>
      </label>
    </div>
  );
}

const WIDTHS: readonly (number | null)[] = [null, 1_000_000, 100_000, 20_000, 5_000, 1_000];

/** The offered bandwidths, and the present one where it is none of them. */
function widthsWith(present: number | null): readonly (number | null)[] {
  return WIDTHS.includes(present) ? WIDTHS : [...WIDTHS, present];
}
