// Kinds of messages: what they are called, and which say nothing of data. Pure [UI-5].
import type { MessageKind } from '../../world/messages.ts';

/** Signs of life and questions of the page itself. */
const QUIET: ReadonlySet<MessageKind> = new Set<MessageKind>(['ping', 'pong', 'catalog']);

const NAMES: Readonly<Partial<Record<MessageKind, string>>> = { catchup: 'catch-up', catchupRequired: 'must catch up' };

/** Whether a message of this kind says nothing of data: it is shown only when asked for, and is no distance in time. */
export function isQuiet(kind: MessageKind): boolean {
  return QUIET.has(kind);
}

/** What a kind is called where there is room for two words. */
export function kindName(kind: MessageKind): string {
  return NAMES[kind] ?? kind;
}
