// How a message fared on its way to each of its parties, in words. Pure [UI-5].
import type { MessageView, Party } from '../../world/messages.ts';
import { duration } from '../format.ts';

/** `arrived`, `arrived after 312 ms`, `under way`, `lost after 80 ms`. */
export function fateOf(message: MessageView, party: Party): string {
  const delivery = message.deliveries.get(party.id);
  if (!delivery) return 'arrived';
  switch (delivery.state) {
    case 'flying':
      return 'under way';
    case 'arrived':
      return `arrived after ${duration(delivery.atMs - message.atMs)}`;
    case 'lost':
      return `lost after ${duration(delivery.atMs - message.atMs)}`;
  }
}

/** What is not as it should be, for the line of the message: a glyph and a word, or nothing. */
export function trouble(message: MessageView): { readonly glyph: string; readonly word: string } | null {
  const states = new Set([...message.deliveries.values()].map(({ state }) => state));
  if (states.has('lost')) return { glyph: '✕', word: 'lost' };
  return states.has('flying') ? { glyph: '⇢', word: 'under way' } : null;
}
