// A project that the whole engine compiled before: what it answered, and would answer again, as the engine is pure.
import type { JsonValue } from '../base/json.ts';
import type { SourceFile } from '../protocol/control.ts';

/** One call: its name, its arguments, and the answer. */
export type PreparedAnswer = readonly [name: string, args: readonly unknown[], answer: JsonValue];

/** All that serving `sources` over an empty database asks of the engine before rows are read. Plain JSON. */
export interface PreparedProject {
  readonly sources: readonly SourceFile[];
  readonly answers: readonly PreparedAnswer[];
  /** What `compiled_schema` gave: the core of the engine syncs by it. */
  readonly schema: JsonValue;
}

/** Whether these are the sources that were prepared: to the letter, in the same order. */
export function isPrepared(project: PreparedProject, sources: readonly SourceFile[]): boolean {
  const told = sources.map(({ path, source }) => ({ path, source }));
  return JSON.stringify(told) === JSON.stringify(project.sources);
}

/** The answers of a project, by call. */
export class PreparedAnswers {
  readonly #byCall: ReadonlyMap<string, JsonValue>;

  constructor({ answers }: PreparedProject) {
    this.#byCall = new Map(answers.map(([name, args, answer]) => [callText(name, args), answer]));
  }

  /** Undefined for a call that was not prepared. */
  find(name: string, args: readonly unknown[]): JsonValue | undefined {
    return this.#byCall.get(callText(name, args));
  }
}

function callText(name: string, args: readonly unknown[]): string {
  return JSON.stringify([name, args]);
}
