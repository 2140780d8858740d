// Parts of the program that are fetched when they are needed, and what it means when one cannot be had.

/** A part could not be fetched; the message names it and says what to do. Nothing has changed, and the next call asks again. */
export class MissingPart extends Error {
  override readonly name: string = 'MissingPart';
}

/** Gives a part, e.g. `part('the preview', () => import('./impact.ts'))`; rejects with `MissingPart`. */
export async function part<Part>(name: string, load: () => Promise<Part>): Promise<Part> {
  try {
    return await load();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new MissingPart(`${name} could not be loaded (${why}); try again`, { cause: error });
  }
}
