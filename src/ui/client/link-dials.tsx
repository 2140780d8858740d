// The dials of a simulated network path: how slow, how unsteady, how lossy, in both directions or in each [UI-8].
import { createSignal, For } from 'solid-js';
import type { DirectionView, LinkView } from '../../world/world.ts';
import { bytes } from '../format.ts';
import { directionOf, withDirection, WAYS, type Way } from './link-ways.ts';

interface Dial {
  readonly label: string;
  readonly unit: string;
  readonly largest: number;
  readonly step: number;
  read(direction: DirectionView): number;
  write(value: number): Partial<DirectionView>;
}

const DIALS: readonly Dial[] = [
  {
    label: 'latency',
    unit: 'ms',
    largest: 3000,
    step: 50,
    read: ({ latencyMs }) => latencyMs,
    write: (latencyMs) => ({ latencyMs }),
  },
  {
    label: 'jitter',
    unit: 'ms',
    largest: 2000,
    step: 50,
    read: ({ jitterMs }) => jitterMs,
    write: (jitterMs) => ({ jitterMs }),
  },
  {
    label: 'loss',
    unit: '%',
    largest: 50,
    step: 1,
    read: ({ loss }) => Math.round(loss * 100),
    write: (percent) => ({ loss: percent / 100 }),
  },
];

export interface LinkDialsProps {
  readonly link: LinkView;
  onLink(link: LinkView): void;
}

export function LinkDials(props: LinkDialsProps) {
  // eslint-disable-next-line solid/reactivity -- only where to begin
  const [way, setWay] = createSignal<Way>(props.link.up ? 'up' : 'both');
  const direction = () => directionOf(props.link, way());
  const change = (part: Partial<DirectionView>) =>
    props.onLink(withDirection(props.link, way(), { ...direction(), ...part }));
  return (
    <>
      <div class="dial wide">
        <span>direction</span>
        <div class="choice" role="group" aria-label="Direction to change">
          <For each={WAYS}>
            {({ id, label, title }) => (
              <button type="button" class="button" title={title} aria-pressed={way() === id} onClick={() => setWay(id)}>
                {label}
              </button>
            )}
          </For>
        </div>
      </div>
      <For each={DIALS}>
        {(dial) => (
          <label class="dial">
            <span>{dial.label}</span>
            <input
              type="range"
              min="0"
              max={dial.largest}
              step={dial.step}
              value={dial.read(direction())}
              aria-valuetext={`${dial.read(direction())} ${dial.unit}`}
              onInput={(event) => change(dial.write(event.currentTarget.valueAsNumber))}
            />
            <output class="soft">
              {dial.read(direction())} {dial.unit}
            </output>
          </label>
        )}
      </For>
      <label class="dial wide">
        <span>bandwidth</span>
        <select
          class="field-input"
          onChange={(event) => change({ bandwidthBytesPerSecond: Number(event.currentTarget.value) || null })}
        >
          <For each={widthsWith(direction().bandwidthBytesPerSecond)}>
            {(width) => (
              <option value={width ?? 0} selected={width === direction().bandwidthBytesPerSecond}>
                {width === null ? 'unlimited' : `${bytes(width)}/s`}
              </option>
            )}
          </For>
        </select>
      </label>
    </>
  );
}

const WIDTHS: readonly (number | null)[] = [null, 1_000_000, 100_000, 20_000, 5_000, 1_000];

/** The offered bandwidths, and the present one where it is none of them. */
function widthsWith(present: number | null): readonly (number | null)[] {
  return WIDTHS.includes(present) ? WIDTHS : [...WIDTHS, present];
}
