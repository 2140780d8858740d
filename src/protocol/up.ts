// Everything a client says over the WebSocket: it only ever pings [WS-5].
import * as v from 'valibot';

export const ping = v.object({ type: v.literal('ping') });
export const upMessage = ping;
export type UpMessage = v.InferOutput<typeof upMessage>;

/** Largest frame and largest body that a server reads, in bytes [WS-5] [HTTP-6]. */
export const LARGEST_MESSAGE_BYTES = 1_048_576;
