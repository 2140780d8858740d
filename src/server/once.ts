// Loading something at most once, unless it failed; and making something before it is asked for.

/** Gives what `load` gave the first time; after a failure the next call tries again. */
export function once<Value>(load: () => Promise<Value>): () => Promise<Value> {
  let loaded: Promise<Value> | null = null;
  return () => {
    loaded ??= load().catch((error: unknown) => {
      loaded = null;
      throw error;
    });
    return loaded;
  };
}

/** Makes a value for every call, the first one at once, while nobody waits for it; one that failed is made anew when it is wanted. */
export function oneAhead<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let spare: Promise<Value> | null = make();
  spare.catch(() => (spare = null));
  return () => {
    const given = spare ?? make();
    spare = null;
    return given;
  };
}
