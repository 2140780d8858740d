// How a run says that a rule was broken.

/** A rule was broken: what, at which step, and the way there. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

/** A problem as text. */
export function describe(problem: unknown): string {
  return problem instanceof Error ? (problem.stack ?? problem.message) : JSON.stringify(problem);
}
