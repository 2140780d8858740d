// What an answer means, in words: rows, a write that happened out of the writer's sight, a write that did not happen, an error. Pure.
import { unreachable } from '../../base/assert.ts';
import type { RunAnswer } from '../../client/client.ts';
import type { QueryOperation } from '../../protocol/catalog.ts';
import { counted } from '../format.ts';

export type Outcome =
  | { readonly kind: 'rows'; readonly rows: number }
  /** A write that was committed, and whose rows its writer may not query [PERM-2]. */
  | { readonly kind: 'hidden' }
  /** A write that changed nothing. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'error'; readonly error: string };

/** What a request came to. `revisionBefore`: of the server, just before it was asked; null when that is not known. */
export function outcomeOf(operation: QueryOperation, answer: RunAnswer, revisionBefore: number | null): Outcome {
  if (!answer.ok) return { kind: 'error', error: answer.error.kind };
  const rows = Object.values(answer.answer).reduce((sum, list) => sum + list.length, 0);
  if (operation === 'query' || rows > 0) return { kind: 'rows', rows };
  const moved = revisionBefore !== null && answer.revision !== null && answer.revision > revisionBefore;
  return { kind: moved ? 'hidden' : 'nothing' };
}

/** Glyph and words for one line. */
export function outcomeWords(outcome: Outcome): { readonly text: string; readonly tone: string } {
  switch (outcome.kind) {
    case 'rows':
      return { text: counted(outcome.rows, 'row'), tone: 'soft' };
    case 'hidden':
      return { text: '✓ done, out of sight', tone: 'soft' };
    case 'nothing':
      return { text: '⊘ nothing changed', tone: 'denied' };
    case 'error':
      return { text: `✕ ${outcome.error}`, tone: 'trouble' };
    default:
      return unreachable(outcome);
  }
}

/** What a person needs to know beyond the line; null when there is nothing. */
export function outcomeSentence(outcome: Outcome, operation: QueryOperation, name: string): string | null {
  if (outcome.kind === 'nothing') return `No row that ${name} may ${operation} fits these arguments.`;
  if (outcome.kind !== 'hidden') return null;
  if (operation === 'update') return `The write is committed, and the row left ${name}’s view: no row comes back.`;
  return `The write is committed, but ${name} may not query what it wrote: no row comes back.`;
}
