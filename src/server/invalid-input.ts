// Problems with what a user sent, as one expected failure.
import type { JsonValue } from '../base/json.ts';
import { ProtocolError } from '../protocol/errors.ts';
import type { Problem } from './values.ts';

/** An `InvalidInput` that names every problem in its message and in its details. */
export function invalidInput(what: string, problems: readonly Problem[]): ProtocolError {
  const list = problems.map(({ name, expected, found }) => `${name}: expected ${expected}, found ${found}`).join('; ');
  const details: JsonValue = problems.map(({ name, expected, found }) => ({ name, expected, found }));
  return new ProtocolError('InvalidInput', `${what}: ${list}`, details);
}
