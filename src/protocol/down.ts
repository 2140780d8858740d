// Everything a server says over the WebSocket: one union, one member a message [WS-1] [WS-3] [WS-4] [WS-5].
import * as v from 'valibot';
import { affectedRow } from './rows.ts';
import { sessionValues } from './session.ts';

const revision = v.pipe(v.number(), v.integer(), v.minValue(0));

export const connected = v.object({
  type: v.literal('connected'),
  sessionId: v.string(),
  session: sessionValues,
  databaseEpoch: v.string(),
  serverRevision: revision,
});
export type Connected = v.InferOutput<typeof connected>;

export const delta = v.object({
  type: v.literal('delta'),
  data: v.object({
    all_affected_rows: v.array(affectedRow),
    affected_row_indices: v.array(v.pipe(v.number(), v.integer(), v.minValue(0))),
  }),
  serverRevision: revision,
  /** The revision last sent to this connection: a mismatch means a delta was lost. */
  previousRevision: revision,
});
export type Delta = v.InferOutput<typeof delta>;

export const catchupRequired = v.object({
  type: v.literal('catchupRequired'),
  reason: v.picklist(['schemaChanged', 'sessionChanged', 'queueOverflow', 'serverRestarted']),
  /** The connection's session values from now on, when they changed. */
  session: v.optional(sessionValues),
  serverRevision: revision,
  databaseEpoch: v.string(),
});
export type CatchupRequired = v.InferOutput<typeof catchupRequired>;

/** `previousRevision` is the revision last sent to this connection. */
export const pong = v.object({ type: v.literal('pong'), previousRevision: revision });
export type Pong = v.InferOutput<typeof pong>;

export const downMessage = v.variant('type', [connected, delta, catchupRequired, pong]);
export type DownMessage = v.InferOutput<typeof downMessage>;
