// Messages as arrows between lanes: who sent when, who got it when, who was passed over. Pure [UI-7].
import type { ClientId } from '../../base/ids.ts';
import type { MessageKind, MessageView, Party } from '../../world/messages.ts';
import { isQuiet } from '../messages/kinds.ts';

/** Clients with a lane of their own; the rest share one. */
export const MOST_LANES = 24;
/** Messages of one picture. */
export const MOST_ARROWS = 120;

/** Lanes from the top: the server, then clients, then everybody else's. */
export interface Lanes {
  readonly names: readonly string[];
  /** Client → its lane, from 1. */
  readonly of: ReadonlyMap<ClientId, number>;
  /** The shared lane of clients without one of their own; null where all have one. */
  readonly rest: number | null;
}

/** One way of a message: between the server and a lane. */
export interface Stroke {
  readonly lane: number;
  readonly fromMs: number;
  readonly toMs: number;
  readonly fate: 'arrived' | 'flying' | 'lost' | 'skipped';
}

export interface Arrow {
  readonly sequence: number;
  readonly kind: MessageKind;
  readonly direction: 'up' | 'down';
  readonly summary: string;
  readonly strokes: readonly Stroke[];
}

export function lanesOf(clients: readonly Party[]): Lanes {
  const own = clients.slice(0, MOST_LANES);
  const others = clients.length - own.length;
  return {
    names: ['server', ...own.map(({ name }) => name), ...(others > 0 ? [`${others} more`] : [])],
    of: new Map(own.map(({ id }, index) => [id, index + 1])),
    rest: others > 0 ? own.length + 1 : null,
  };
}

/** The newest messages as arrows, oldest first. */
export function arrowsOf(messages: readonly MessageView[], lanes: Lanes): readonly Arrow[] {
  const newest: MessageView[] = [];
  for (let index = messages.length - 1; index >= 0 && newest.length < MOST_ARROWS; index--) {
    const message = messages[index];
    if (message && !isQuiet(message.kind)) newest.push(message);
  }
  return newest
    .toReversed()
    .map((message) => arrowOf(message, lanes))
    .filter(({ strokes }) => strokes.length > 0);
}

function arrowOf(message: MessageView, lanes: Lanes): Arrow {
  const { sequence, kind, direction, summary } = message;
  const strokes = new Map<number, Stroke>();
  for (const { id } of message.parties) {
    const lane = lanes.of.get(id) ?? lanes.rest;
    if (lane !== null && !strokes.has(lane)) strokes.set(lane, strokeTo(message, id, lane));
  }
  for (const { id } of message.skipped) {
    const lane = lanes.of.get(id);
    if (lane === undefined || strokes.has(lane)) continue;
    strokes.set(lane, { lane, fromMs: message.atMs, toMs: message.atMs, fate: 'skipped' });
  }
  return { sequence, kind, direction, summary, strokes: [...strokes.values()] };
}

function strokeTo({ atMs, deliveries }: MessageView, id: ClientId, lane: number): Stroke {
  const delivery = deliveries.get(id);
  if (!delivery) return { lane, fromMs: atMs, toMs: atMs, fate: 'arrived' };
  const toMs = delivery.state === 'flying' ? delivery.dueMs : delivery.atMs;
  return { lane, fromMs: atMs, toMs: Math.max(atMs, toMs), fate: delivery.state };
}
