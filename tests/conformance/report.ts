// Runs cases and gathers what came of them; prints the table.
import type { Engine } from '../../src/engine/engine.ts';
import type { Case, Kind } from './cases.ts';
import { deltaFindings } from './kinds/delta.ts';
import { hashFindings } from './kinds/hash.ts';
import { pageFindings } from './kinds/page.ts';
import { permissionFindings } from './kinds/permission.ts';
import { queryFindings } from './kinds/query.ts';
import { resultFindings } from './kinds/result.ts';
import { schemaFindings } from './kinds/schema.ts';
import { judge, type Findings, type Outcome } from './outcome.ts';

const RUNNERS: Readonly<Record<Kind, (engine: Engine, recorded: Case) => Promise<Findings>>> = {
  schema: schemaFindings,
  query: queryFindings,
  result: resultFindings,
  permission: permissionFindings,
  delta: deltaFindings,
  page: pageFindings,
  hash: hashFindings,
};

export interface Judged {
  readonly recorded: Case;
  readonly outcome: Outcome;
}

export async function runCases(engine: Engine, cases: readonly Case[]): Promise<Judged[]> {
  const judged: Judged[] = [];
  for (const recorded of cases) {
    judged.push({ recorded, outcome: judge(recorded, await findings(engine, recorded)) });
    engine.collect();
  }
  return judged;
}

/** A throw of ours is a finding like any other: it fails the case, not the run. */
async function findings(engine: Engine, recorded: Case): Promise<Findings> {
  try {
    return await RUNNERS[recorded.kind](engine, recorded);
  } catch (error) {
    return [`it threw: ${error instanceof Error ? error.message : String(error)}`];
  }
}

/** One line per file: cases, agreeing, different on purpose, failing. */
export function table(files: readonly (readonly [file: string, judged: readonly Judged[]])[]): string {
  const rows = files.map(([file, judged]) => [file, ...counts(judged)]);
  const all = files.flatMap(([, judged]) => judged);
  const lines = [['file', 'cases', 'agree', 'different', 'fail'], ...rows, ['all', ...counts(all)]];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...lines.map((line) => (line[column] ?? '').length)));
  return lines
    .map((line) =>
      line
        .map((word, column) => (column === 0 ? word.padEnd(widths[column] ?? 0) : word.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}

function counts(judged: readonly Judged[]): string[] {
  const count = (verdict: Outcome['verdict']): string =>
    String(judged.filter(({ outcome }) => outcome.verdict === verdict).length);
  return [String(judged.length), count('agrees'), count('different'), count('fails')];
}
