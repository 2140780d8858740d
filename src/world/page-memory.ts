// What a page remembers, in this browser: each open page holds a scope of its own, and a new one takes over a free scope.
import * as v from 'valibot';
import { parseJson } from '../base/json.ts';
import { forgetful, rememberedPage, type PageMemory } from './remembered.ts';
import { sitePath } from './site.ts';

/** Pages of this browser that can each remember something at the same time. */
const SCOPES = 12;

/**
 * Finds a scope that no other page holds, and keeps it for this page's life; without storage or locks nothing is remembered.
 * `world`: name of a world with scopes of its own.
 */
export async function openPageMemory(world?: string): Promise<PageMemory> {
  if (!('locks' in navigator)) return forgetful;
  for (const scope of scopesOf(world)) if (await hold(`pyre-sync ${scope}`, true)) return stored(scope);
  return forgetful;
}

/** The scopes that pages of a world may have. */
export function scopesOf(world?: string): readonly string[] {
  const prefix = `${sitePath()} ${world === undefined ? '' : `${world} `}`;
  return Array.from({ length: SCOPES }, (_, index) => `${prefix}page-${index + 1}`);
}

/** Holds a Web Lock until the page is gone. With `ifAvailable` it answers false instead of waiting for another page. */
export function hold(name: string, ifAvailable: boolean): Promise<boolean> {
  return new Promise((resolve) => {
    const untilTheEnd = (lock: Lock | null) => {
      resolve(lock !== null);
      return lock === null ? undefined : new Promise<void>(() => undefined);
    };
    navigator.locks.request(name, { ifAvailable }, untilTheEnd).catch(() => resolve(false));
  });
}

function stored(scope: string): PageMemory {
  const name = `pyre-sync ${scope}`;
  return {
    scope,
    load() {
      const text = quietly(() => localStorage.getItem(name));
      const read = v.safeParse(rememberedPage, parseJson(text ?? ''));
      return read.success ? read.output : null;
    },
    save: (page) => void quietly(() => localStorage.setItem(name, JSON.stringify(page))),
  };
}

/** Storage that is blocked or full is like storage that is empty. */
function quietly<Value>(access: () => Value): Value | null {
  try {
    return access();
  } catch {
    return null;
  }
}
