// What servers of this browser keep of its worlds, across the worker's boundary: how large, what stays, what goes [UI-13].
import * as v from 'valibot';
import type { ControlAnswer } from './control.ts';

/** What is kept of one world that has a name. */
export interface KeptJournals {
  readonly world: string;
  /** Characters of rows, sources and changes. */
  readonly characters: number;
  /** Whether a server writes them at this moment, in any tab. */
  readonly inUse: boolean;
}

export const siteName = v.pipe(v.string(), v.maxLength(2_000));
export const worldNames = v.pipe(v.array(v.pipe(v.string(), v.maxLength(200))), v.maxLength(1_000));

/** What a page may ask. Every method answers with an envelope, also where nothing can be kept. */
export interface ShelfControl {
  keptJournals(): Promise<ControlAnswer<readonly KeptJournals[]>>;
  /** From now on the journals of these worlds make room for no other, and of all worlds of `site` only those of these do not. */
  protectJournals(site: string, worlds: readonly string[]): Promise<ControlAnswer<null>>;
  /** Deletes the journals of these worlds, but for those that a server writes at this moment. */
  dropJournals(worlds: readonly string[]): Promise<ControlAnswer<null>>;
}
