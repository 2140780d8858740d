// How far back a moment is, and which one is next to it. Pure [UI-9].
import type { MessageView } from '../../world/messages.ts';
import type { Moment } from '../../world/recording.ts';
import { counted } from '../format.ts';
import { isQuiet } from '../messages/kinds.ts';

/** `now`, `a moment ago`, `1 message ago`, `12 messages ago`. */
export function ago(moment: Moment | null, messages: readonly MessageView[]): string {
  if (moment === null) return 'now';
  let later = 0;
  for (let index = messages.length - 1; index >= 0; index--) {
    const message = messages[index];
    if (!message || message.sequence <= moment.upTo) break;
    if (!isQuiet(message.kind)) later++;
  }
  return later === 0 ? 'a moment ago' : `${counted(later, 'message')} ago`;
}

/** The moment before (`by` -1) or after the one that is looked at; null is now, on both sides of the line. */
export function neighbour(moments: readonly Moment[], from: Moment | null, by: 1 | -1): Moment | null {
  if (from === null) return by === 1 ? null : (moments.at(-2) ?? null);
  const next = by === 1 ? moments.find(({ serial }) => serial > from.serial) : earlier(moments, from);
  return next === undefined || next === moments.at(-1) ? (by === 1 ? null : (next ?? from)) : next;
}

function earlier(moments: readonly Moment[], from: Moment): Moment | undefined {
  return moments.findLast(({ serial }) => serial < from.serial);
}
