// Weather that people know by name.
import { changeConditions, NO_CONDITIONS, type Conditions, type ConditionsChange } from './conditions.ts';

/** Named conditions, in the order in which to offer them. */
export interface ConditionsPreset {
  readonly id: 'none' | 'lan' | '3g' | 'tunnel' | 'cafe';
  readonly name: string;
  /** One sentence: what it feels like. */
  readonly explanation: string;
  readonly conditions: Conditions;
}

export const CONDITIONS_PRESETS: readonly ConditionsPreset[] = [
  preset('none', 'No delay', 'Nothing between client and server: frames arrive at once.', {}),
  preset('lan', 'LAN', 'A good office network: a millisecond each way.', {
    up: { latencyMs: 1, bandwidthBytesPerSecond: 12_500_000 },
    down: { latencyMs: 1, bandwidthBytesPerSecond: 12_500_000 },
  }),
  preset('3g', '3G', 'A phone in the country: slow and uneven, but it holds.', {
    up: { latencyMs: 150, jitterMs: 60, bandwidthBytesPerSecond: 40_000 },
    down: { latencyMs: 150, jitterMs: 60, bandwidthBytesPerSecond: 95_000 },
  }),
  preset('tunnel', 'Train tunnel', 'Long silences and half of all frames lost: connections hardly ever hold.', {
    up: { latencyMs: 400, jitterMs: 1500, bandwidthBytesPerSecond: 6_000, loss: 0.5 },
    down: { latencyMs: 400, jitterMs: 1500, bandwidthBytesPerSecond: 12_000, loss: 0.5 },
  }),
  preset('cafe', 'Flaky café', 'Mostly quick, now and then a stutter, one frame in fifty lost.', {
    up: { latencyMs: 15, jitterMs: 250, bandwidthBytesPerSecond: 250_000, loss: 0.02 },
    down: { latencyMs: 15, jitterMs: 250, bandwidthBytesPerSecond: 600_000, loss: 0.02 },
  }),
];

/** The preset that these conditions are, if any; being offline or without a server counts as none of them. */
export function presetOf(conditions: Conditions): ConditionsPreset | null {
  const text = JSON.stringify(changeConditions(conditions, {}));
  return CONDITIONS_PRESETS.find((candidate) => JSON.stringify(candidate.conditions) === text) ?? null;
}

function preset(
  id: ConditionsPreset['id'],
  name: string,
  explanation: string,
  change: ConditionsChange,
): ConditionsPreset {
  return { id, name, explanation, conditions: changeConditions(NO_CONDITIONS, change) };
}
