// Parts of the page that nobody sees at first: loaded when they are wanted, or before that, when the page has nothing better to do.
import { lazy, Suspense, type Component } from 'solid-js';

/** A part that is loaded late. */
export type Later<Props extends object> = Component<Props> & {
  /** Loads it; what was loaded before is there at once. Rejects where it cannot be had. */
  preload(): Promise<void>;
};

const notAsked = new Set<() => Promise<void>>();

/** Draws nothing until the part has come, and leaves alone what stands around it. */
export function later<Props extends object>(load: () => Promise<Component<Props>>): Later<Props> {
  const Part = lazy(async () => ({ default: await load() }));
  const preload = async () => {
    // The part itself would remember a failure: it is asked only for what has come.
    await load();
    await Part.preload();
  };
  notAsked.add(preload);
  const Waiting = (props: Props) => (
    <Suspense>
      <Part {...props} />
    </Suspense>
  );
  return Object.assign(Waiting, { preload });
}

/** Loads all parts, one after the other, so that nobody waits for the first click. One that cannot be had is tried again when it is wanted. */
export async function loadAhead(): Promise<void> {
  for (const preload of notAsked) {
    notAsked.delete(preload);
    await preload().catch(() => undefined);
  }
}
