// When a client had no connection: the stretches of its lane that are gaps. Pure [UI-7].
import type { ClientId } from '../../base/ids.ts';
import type { MessageView } from '../../world/messages.ts';
import type { Lanes } from './arrows.ts';

/** A stretch of a lane without a connection, from one message to another; null: from before the picture, or until its end. */
export interface Gap {
  readonly lane: number;
  readonly from: number | null;
  readonly to: number | null;
}

/** The gaps of lanes that belong to one client. `messages`: oldest first; `offline`: clients that are offline at the end. */
export function gapsOf(messages: readonly MessageView[], lanes: Lanes, offline: ReadonlySet<ClientId>): readonly Gap[] {
  const gaps: Gap[] = [];
  const open = new Map<ClientId, number | null>();
  const met = new Set<ClientId>();
  for (const message of messages) {
    const change = changeOf(message);
    if (change === null) continue;
    for (const { id } of message.parties) {
      const lane = lanes.of.get(id);
      if (lane === undefined) continue;
      met.add(id);
      const from = open.get(id);
      if (change === 'ends' && from === undefined) open.set(id, message.sequence);
      if (change === 'begins' && from !== undefined) {
        open.delete(id);
        gaps.push({ lane, from, to: message.sequence });
      }
    }
  }
  for (const id of offline) if (!met.has(id)) open.set(id, null);
  for (const [id, from] of open) {
    const lane = lanes.of.get(id);
    if (lane !== undefined) gaps.push({ lane, from, to: null });
  }
  return gaps;
}

/** What a message does to the connection of its client. */
function changeOf({ kind, breaks }: MessageView): 'begins' | 'ends' | null {
  if (kind === 'connected') return 'begins';
  return kind === 'close' || breaks === 'connection' ? 'ends' : null;
}
