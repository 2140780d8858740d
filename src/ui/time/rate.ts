// Paces of time as people read them. Pure.
import { RATES } from '../../world/time.ts';

/** `1/8 ×`, `1 ×`, `4 ×`. */
export function rateName(rate: number): string {
  return rate < 1 ? `1/${Math.round(1 / rate)} ×` : `${Math.round(rate)} ×`;
}

/** The next pace up (`by` 1) or down (-1); the last one stays. */
export function nextRate(rate: number, by: 1 | -1): number {
  const at = RATES.findIndex((candidate) => candidate === rate);
  return RATES[Math.min(RATES.length - 1, Math.max(0, at + by))] ?? 1;
}
