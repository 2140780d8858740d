// Compares our diagnostics with recorded errors: kinds and lines must agree.
import type { JsonValue } from '../../src/base/json.ts';
import type { Diagnostic } from '../../src/protocol/control.ts';
import { objects } from './database.ts';
import { difference, gather } from './compare.ts';
import type { Findings } from './outcome.ts';

export function compareErrors(ours: readonly Diagnostic[], recorded: JsonValue | undefined): Findings {
  const theirs = objects(recorded).map((error) => `${String(error.kind)} on line ${String(error.line)}`);
  const mine = ours.map((diagnostic) => `${diagnostic.kind} on line ${diagnostic.ranges[0]?.start.line ?? 0}`);
  return gather(difference('errors', mine.toSorted(), theirs.toSorted()));
}
