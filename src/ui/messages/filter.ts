// Which messages a person wants to see. Pure.
import type { MessageKind, MessageView } from '../../world/messages.ts';
import { isQuiet } from './kinds.ts';

/** Groups of kinds, as the panel offers them. */
export const KIND_GROUPS = {
  connection: ['open', 'close', 'connected'],
  'catch-up': ['catchup', 'page', 'catchupRequired'],
  query: ['query', 'answer'],
  mutation: ['mutation', 'answer'],
  delta: ['delta'],
  error: ['error'],
  catalog: ['catalog'],
  ping: ['ping', 'pong'],
} as const satisfies Readonly<Record<string, readonly MessageKind[]>>;

export type KindGroup = keyof typeof KIND_GROUPS;

/** Every condition must hold; null and empty text ask for nothing. */
export interface MessageFilter {
  /** Whether signs of life are shown among the others. */
  readonly quiet: boolean;
  readonly group: KindGroup | null;
  readonly clientId: string | null;
  readonly table: string | null;
  readonly text: string;
}

export const NO_FILTER: MessageFilter = { quiet: false, group: null, clientId: null, table: null, text: '' };

/** Whether `message` passes. Pings and catalog requests pass only when they, or their group, are asked for. */
export function passes(message: MessageView, filter: MessageFilter): boolean {
  const kinds: readonly MessageKind[] | null = filter.group === null ? null : KIND_GROUPS[filter.group];
  if (kinds === null ? !filter.quiet && isQuiet(message.kind) : !kinds.includes(message.kind)) return false;
  if (filter.clientId !== null && !concerns(message, filter.clientId)) return false;
  if (filter.table !== null && !message.tables.includes(filter.table)) return false;
  return filter.text === '' || holdsText(message, filter.text.toLowerCase());
}

/** How many pass by everything else, and are not shown as they are signs of life. */
export function hiddenAsQuiet(messages: readonly MessageView[], filter: MessageFilter): number {
  if (filter.quiet || filter.group !== null) return 0;
  const withQuiet = { ...filter, quiet: true };
  return messages.filter((message) => isQuiet(message.kind) && passes(message, withQuiet)).length;
}

function concerns(message: MessageView, clientId: string): boolean {
  return [...message.parties, ...message.skipped].some((party) => party.id === clientId);
}

function holdsText(message: MessageView, text: string): boolean {
  return (
    message.summary.toLowerCase().includes(text) ||
    message.parties.some((party) => party.name.toLowerCase().includes(text)) ||
    message.payload.toLowerCase().includes(text)
  );
}

/** One JSON object a line, for a file or the clipboard. */
export function asLines(messages: readonly MessageView[]): string {
  return messages
    .map((message) => `${JSON.stringify({ ...message, deliveries: Object.fromEntries(message.deliveries) })}\n`)
    .join('');
}
