// Judges the answers of mutations: each row in them was committed, and is one that its asker may query [PERM-2].
import { isJsonObject, parseJson, type JsonObject, type JsonValue } from '../../src/base/json.ts';
import type { TraceRecord } from '../../src/network/trace.ts';
import type { Histories } from './histories.ts';
import { operationsOf, type Operation, type SimulatedProject } from './project.ts';
import type { Witness } from './witness.ts';

/** A mutation that was asked for. */
interface Asked {
  readonly sessionId: string;
  readonly operation: Operation;
}

interface Answered extends Asked {
  readonly body: string;
  readonly revision: number;
  /** Of the database that answered. */
  readonly witness: Witness;
}

export class Answers {
  /** Rows that were judged. */
  rows = 0;
  readonly #histories: Histories;
  readonly #operations: ReadonlyMap<string, Operation>;
  readonly #asked = new Map<number, Asked>();
  #arrived: Answered[] = [];

  constructor(histories: Histories, project: SimulatedProject) {
    this.#histories = histories;
    this.#operations = operationsOf(project);
  }

  /** Takes a frame to be judged after the step; `witness` knows the database that is behind the port now. */
  take(record: TraceRecord, witness: Witness | null): void {
    if (record.kind === 'request') this.#ask(record.requestId, new URL(record.url));
    if (record.kind !== 'response' || record.status !== 200 || record.text === null) return;
    const asked = this.#asked.get(record.requestId);
    const revision = record.headers.find(([name]) => name === 'pyre-revision')?.[1];
    if (!asked || witness === null || revision === undefined) return;
    this.#arrived.push({ ...asked, body: record.text, revision: Number(revision), witness });
  }

  /** What was wrong with what was answered since the last time; null when nothing was. */
  problem(): string | null {
    const arrived = this.#arrived;
    this.#arrived = [];
    for (const answered of arrived) {
      const found = this.#judge(answered);
      if (found !== null) return `${found}, in ${answered.body}`;
    }
    return null;
  }

  #ask(requestId: number, { pathname, searchParams }: URL): void {
    const [, folder, name = ''] = pathname.split('/');
    const operation = folder === 'db' ? this.#operations.get(name) : undefined;
    if (operation) this.#asked.set(requestId, { sessionId: searchParams.get('sessionId') ?? '', operation });
  }

  /** An answer may be one that was given before: whoever its session was, and whatever the rules were, counts. */
  #judge({ body, revision, witness, operation, sessionId }: Answered): string | null {
    const sessions = operation === 'insert' ? null : this.#histories.ever(sessionId);
    for (const [name, row] of rowsOf(parseJson(body))) {
      this.rows++;
      const problem = witness.judgeAnswer({ name, row, revision }, sessions);
      if (problem !== null) return problem;
    }
    return null;
  }
}

/** The rows of an answer, linked ones included, by the names of their fields. */
function rowsOf(answer: JsonValue | undefined): readonly (readonly [string, JsonObject])[] {
  if (!isJsonObject(answer)) return [];
  return Object.entries(answer).flatMap(([name, value]) => {
    const rows = Array.isArray(value) ? (value as readonly JsonValue[]).filter(isJsonObject) : [];
    return rows.flatMap((row) => [[name, row] as const, ...rowsOf(row)]);
  });
}
