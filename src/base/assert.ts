// Assertions: a failed one is our own bug, never a user's mistake.

/** Thrown when the program contradicts itself. Callers close one connection, show it, and keep the rest running. */
export class AssertionError extends Error {
  override readonly name = 'AssertionError';
}

/** Stops with `message` unless `condition` holds. */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new AssertionError(message);
}

/** Ends an exhaustive switch: the compiler refuses a call that can be reached. */
export function unreachable(value: never): never {
  throw new AssertionError(`unreachable value: ${JSON.stringify(value)}`);
}
