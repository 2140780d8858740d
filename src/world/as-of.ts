// The messages as they stood at an earlier moment: none that came later, and how far each had got by then. Pure [UI-9].
import type { ClientId } from '../base/ids.ts';
import type { Delivery } from '../network/trace.ts';
import type { MessageView } from './messages.ts';
import type { Moment } from './recording.ts';

/** `messages` as of `moment`, oldest first. */
export function messagesAt(messages: readonly MessageView[], moment: Pick<Moment, 'upTo' | 'atMs'>): MessageView[] {
  return messages.filter(({ sequence }) => sequence <= moment.upTo).map((message) => messageAt(message, moment));
}

function messageAt(message: MessageView, { upTo, atMs }: Pick<Moment, 'upTo' | 'atMs'>): MessageView {
  const partner = message.partner !== null && message.partner <= upTo ? message.partner : null;
  const deliveries = deliveriesAt(message.deliveries, atMs);
  return partner === message.partner && deliveries === message.deliveries
    ? message
    : { ...message, partner, deliveries };
}

/** What arrived or was lost later was still under way. */
function deliveriesAt(deliveries: MessageView['deliveries'], atMs: number): MessageView['deliveries'] {
  if (![...deliveries.values()].some((delivery) => isLater(delivery, atMs))) return deliveries;
  const then = new Map<ClientId, Delivery>();
  for (const [id, delivery] of deliveries) {
    then.set(id, isLater(delivery, atMs) ? { state: 'flying', dueMs: delivery.atMs } : delivery);
  }
  return then;
}

function isLater(delivery: Delivery, atMs: number): delivery is Exclude<Delivery, { readonly state: 'flying' }> {
  return delivery.state !== 'flying' && delivery.atMs > atMs;
}

/** The earliest moment that knows the message; null where it was forgotten or never was. */
export function momentOf(moments: readonly Moment[], sequence: number): Moment | null {
  const first = moments[0];
  if (!first || sequence < first.upTo) return null;
  return moments.find(({ upTo }) => upTo >= sequence) ?? null;
}
