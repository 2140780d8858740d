// A message in one sentence, with the names of those it concerns. Pure [UI-5].
import type { MessageView, Party } from '../../world/messages.ts';
import { listedBy } from '../format.ts';
import { isQuiet, kindName } from './kinds.ts';

/** `Ann runs CreatePost`, `delta to Ann and Ben: posts 7`. */
export function messageSentence(message: MessageView, nameOf: (party: Party) => string): string {
  const who = listedBy(message.parties, nameOf);
  // What a client must do reads like what it does.
  return message.direction === 'up' || message.kind === 'catchupRequired'
    ? `${who} ${message.summary}`
    : `${kindName(message.kind)} to ${who}: ${message.summary}`;
}

/** The newest that is more than a sign of life. `messages`: oldest first. */
export function newestNews(messages: readonly MessageView[]): MessageView | undefined {
  return messages.findLast(({ kind }) => !isQuiet(kind));
}
