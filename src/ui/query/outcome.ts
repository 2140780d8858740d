// What an answer means, in words: rows, a write that happened out of the writer's sight, a write that did not happen, an error. Pure.
import { unreachable } from '../../base/assert.ts';
import type { RunAnswer } from '../../client/client.ts';
import type { QueryOperation } from '../../protocol/catalog.ts';
import type { ClientView, ServerView } from '../../world/world.ts';
import { counted } from '../format.ts';

export type Outcome =
  | { readonly kind: 'rows'; readonly rows: number }
  /** A write that was committed, and whose rows its writer may not query [PERM-2]. */
  | { readonly kind: 'hidden' }
  /** A write that changed nothing. */
  | { readonly kind: 'nothing' }
  /** It was asked though nothing could reach the server. */
  | { readonly kind: Obstacle }
  | { readonly kind: 'error'; readonly error: string };

/** Why nothing can reach the server: this client is offline, or the server is stopped. */
export type Obstacle = 'offline' | 'stopped';

/** What was known just before a request was made. */
export interface Before {
  /** The server's; null when that is not known. */
  readonly revision: number | null;
  readonly obstacle: Obstacle | null;
}

/** What stands in the way of `client` now; null when nothing does. */
export function obstacleOf(client: Pick<ClientView, 'phase'> | undefined, server: ServerView): Obstacle | null {
  if (client?.phase === 'offline') return 'offline';
  return server.phase === 'stopped' ? 'stopped' : null;
}

/** What a request came to. */
export function outcomeOf(operation: QueryOperation, answer: RunAnswer, before: Before): Outcome {
  if (!answer.ok) {
    const { kind } = answer.error;
    return kind === 'Unavailable' && before.obstacle ? { kind: before.obstacle } : { kind: 'error', error: kind };
  }
  const rows = Object.values(answer.answer).reduce((sum, list) => sum + list.length, 0);
  if (operation === 'query' || rows > 0) return { kind: 'rows', rows };
  const moved = before.revision !== null && answer.revision !== null && answer.revision > before.revision;
  return { kind: moved ? 'hidden' : 'nothing' };
}

/** Whether it never came to the server. */
export function isUnreached(outcome: Outcome): outcome is { readonly kind: Obstacle } {
  return outcome.kind === 'offline' || outcome.kind === 'stopped';
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
    case 'offline':
      return { text: '○ offline: not sent', tone: 'denied' };
    case 'stopped':
      return { text: '○ server stopped: not run', tone: 'denied' };
    case 'error':
      return { text: `✕ ${outcome.error}`, tone: 'trouble' };
    default:
      return unreachable(outcome);
  }
}

/** What a person needs to know beyond the line; null when there is nothing. */
export function outcomeSentence(outcome: Outcome, operation: QueryOperation, name: string): string | null {
  if (outcome.kind === 'offline') return `${name} is offline: nothing was sent. Bring it online, then run it again.`;
  if (outcome.kind === 'stopped') return 'The server is stopped: nobody took the request. Start it, then run it again.';
  if (outcome.kind === 'nothing') return `No row that ${name} may ${operation} fits these arguments.`;
  if (outcome.kind !== 'hidden') return null;
  if (operation === 'update') return `The write is committed, and the row left ${name}’s view: no row comes back.`;
  return `The write is committed, but ${name} may not query what it wrote: no row comes back.`;
}
