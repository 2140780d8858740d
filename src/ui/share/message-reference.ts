// What a link calls a message by: never its number, as numbers start anew with every run. Pure [UI-13].
import type { ClientId } from '../../base/ids.ts';
import type { MessageView } from '../../world/messages.ts';

/** `delta.2.8f3k…`: kind, number of a client that sent or got it, and what no other message has. */
export type MessageReference = string;

/** The number of a client of this page; null for one that is gone. */
export type NumberOf = (id: ClientId) => number | null;

const REFERENCE = /^[a-zA-Z]{1,20}\.\d{1,9}\.[0-9a-z]{1,30}$/;

/** A reference out of an address; null for what is none. */
export function readReference(text: string | null): MessageReference | null {
  return text !== null && REFERENCE.test(text) ? text : null;
}

/** Null where nobody is left whose message it was. */
export function referenceTo(message: MessageView, numberOf: NumberOf): MessageReference | null {
  const number = message.parties.map(({ id }) => numberOf(id)).find((found) => found !== null);
  return number === undefined || number === null ? null : `${message.kind}.${number}.${identityOf(message)}`;
}

/** The very message that a link meant, among `messages`; undefined where it is not there. */
export function findReferred(
  reference: MessageReference,
  messages: readonly MessageView[],
  numberOf: NumberOf,
): MessageView | undefined {
  const [kind, number, identity] = reference.split('.');
  return messages.findLast(
    (message) =>
      message.kind === kind &&
      message.parties.some(({ id }) => String(numberOf(id)) === number) &&
      identityOf(message) === identity,
  );
}

/**
 * A delta is the same in every page that gets it: it carries stamps, which no other commit has. Other messages may say the same
 * twice, so they are told apart by their moment too.
 */
function identityOf(message: MessageView): string {
  const { kind, direction, atMs, payload } = message;
  const known = identities.get(message);
  if (known !== undefined) return known;
  const identity = fingerprint(kind === 'delta' ? payload : `${direction} ${atMs} ${payload}`);
  identities.set(message, identity);
  return identity;
}

/** Payloads may be long, and are asked for with every picture while a message is open. */
const identities = new WeakMap<MessageView, string>();

/** 64 bits of a text, as two hashes (FNV-1a) of 32 that begin differently. */
function fingerprint(text: string): string {
  return [0x811c9dc5, 0x01000193].map((seed) => fnv(text, seed).toString(36)).join('');
}

function fnv(text: string, seed: number): number {
  let hash = seed;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
