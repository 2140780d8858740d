// What a named link does, in numbers. Pure [UI-8].
import type { DirectionConditions } from '../../network/conditions.ts';
import type { ConditionsPreset } from '../../network/presets.ts';
import { bytes, count } from '../format.ts';

/** `150 ms each way and up to 60 ms more by chance; 40.0 kB/s up, 95.0 kB/s down; nothing is lost.` */
export function presetNumbers({ conditions: { up, down } }: ConditionsPreset): string {
  const parts = [delay(down), speed(up, down), loss(down)];
  return `${parts.filter((part) => part !== null).join('; ')}.`;
}

function delay({ latencyMs, jitterMs }: DirectionConditions): string {
  if (latencyMs + jitterMs === 0) return 'no delay';
  const more = jitterMs > 0 ? ` and up to ${count(jitterMs)} ms more by chance` : '';
  return `${count(latencyMs)} ms each way${more}`;
}

function speed({ bandwidthBytesPerSecond: up }: DirectionConditions, down: DirectionConditions): string | null {
  const downwards = down.bandwidthBytesPerSecond;
  return up === null || downwards === null ? null : `${bytes(up)}/s up, ${bytes(downwards)}/s down`;
}

function loss({ loss: chance }: DirectionConditions): string {
  return chance === 0 ? 'nothing is lost' : `${count(Math.round(chance * 100))} of 100 frames are lost`;
}
