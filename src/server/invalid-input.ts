// Problems with what a user sent, as one expected failure.
import type { JsonValue } from '../base/json.ts';
import { ProtocolError } from '../protocol/errors.ts';
import { PROBLEMS_TOLD, type Problem } from './values.ts';

const LONGEST_NAME = 200;

/** An `InvalidInput` that names the problems in its message and in its details: all, or the first and how many there are. */
export function invalidInput(what: string, problems: readonly Problem[]): ProtocolError {
  const told = problems.slice(0, PROBLEMS_TOLD).map(({ name, expected, found }) => ({
    name: name.slice(0, LONGEST_NAME),
    expected,
    found,
  }));
  const more = problems.length > told.length ? `; and ${problems.length - told.length} more` : '';
  const list = told.map(({ name, expected, found }) => `${name}: expected ${expected}, found ${found}`).join('; ');
  const details: JsonValue = told;
  return new ProtocolError('InvalidInput', `${what}: ${list}${more}`, details);
}
