// How far a person came in each lesson, remembered in this browser where it can be.
import * as v from 'valibot';
import { parseJson } from '../../base/json.ts';

const progress = v.object({
  /** The step that was open. */
  step: v.pipe(v.number(), v.integer(), v.minValue(0)),
  /** Steps whose goals were reached. */
  reached: v.array(v.number()),
  /** Whether its world has to begin anew: somebody chose it, and it was begun or done before. */
  fresh: v.exactOptional(v.literal(true)),
});
/** Progress in one lesson. */
export type Progress = v.InferOutput<typeof progress>;
const allProgress = v.record(v.string(), progress);

const STORED_AS = 'pyre-lessons';
export const NO_PROGRESS: Progress = { step: 0, reached: [] };

/** Progress in all lessons that were begun, by their ids. */
export function readProgress(): Readonly<Record<string, Progress>> {
  try {
    const read = v.safeParse(allProgress, parseJson(localStorage.getItem(STORED_AS) ?? ''));
    return read.success ? read.output : {};
  } catch {
    return {};
  }
}

/** Remembers the progress in one lesson. */
export function writeProgress(id: string, given: Progress): void {
  try {
    localStorage.setItem(STORED_AS, JSON.stringify({ ...readProgress(), [id]: given }));
  } catch {
    // A frame without storage begins anew at the next visit.
  }
}
