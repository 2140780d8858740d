// What came of one case: agreement, a named difference, or a failure.
import type { Case } from './cases.ts';
import { DIFFERENCES } from './differences.ts';

/** Where ours differs from what was recorded; empty: it agrees. */
export type Findings = readonly string[];

export type Outcome =
  | { readonly verdict: 'agrees' }
  | { readonly verdict: 'different'; readonly reason: string; readonly findings: Findings }
  | { readonly verdict: 'fails'; readonly findings: Findings };

/** Judges findings: a difference is deliberate when the recording itself is marked wrong, or when a named rule of ours covers it. */
export function judge(recorded: Case, findings: Findings): Outcome {
  if (findings.length === 0) return { verdict: 'agrees' };
  const rule = DIFFERENCES.find((difference) => difference.covers(recorded));
  if (rule) return { verdict: 'different', reason: rule.reason, findings };
  const marked = peerBug(recorded);
  if (marked) return { verdict: 'different', reason: `the recording is marked wrong: ${marked}`, findings };
  return { verdict: 'fails', findings };
}

function peerBug(recorded: Case): string | undefined {
  const mark = recorded.data.peer_bug ?? recorded.data.crash;
  if (mark === undefined || mark === null) return undefined;
  if (typeof mark === 'string') return mark;
  if (typeof mark === 'object' && 'why' in mark) return String(mark.why);
  return 'it died there';
}
