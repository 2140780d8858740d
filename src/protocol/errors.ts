// The closed set of expected failures: every answer that is not a success names one of these [HTTP-6].
import * as v from 'valibot';
import type { JsonValue } from '../base/json.ts';

/** Kind of failure → HTTP status. Nothing else may be answered. */
export const ERROR_STATUS = {
  Malformed: 400,
  UnknownSession: 401,
  SessionMismatch: 403,
  UnknownQuery: 404,
  UnknownPath: 404,
  MethodNotAllowed: 405,
  StaleEpoch: 409,
  TooLarge: 413,
  InvalidInput: 422,
  TooManyRequests: 429,
  Internal: 500,
  Unavailable: 503,
} as const;

export type ErrorKind = keyof typeof ERROR_STATUS;

/** Body of every failed HTTP answer. `details` names parts, e.g. one entry per ill-typed argument. */
export const errorBody = v.object({
  error: v.object({
    kind: v.picklist(Object.keys(ERROR_STATUS) as [ErrorKind, ...ErrorKind[]]),
    message: v.string(),
    details: v.optional(v.custom<JsonValue>(() => true)),
  }),
});
export type ErrorBody = v.InferOutput<typeof errorBody>;

/** An expected failure on its way to the answer. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  readonly kind: ErrorKind;
  readonly details: JsonValue | undefined;

  constructor(kind: ErrorKind, message: string, details?: JsonValue) {
    super(message);
    this.kind = kind;
    this.details = details;
  }

  get status(): number {
    return ERROR_STATUS[this.kind];
  }

  toBody(): ErrorBody {
    const { kind, message, details } = this;
    return { error: details === undefined ? { kind, message } : { kind, message, details } };
  }
}

/** WebSocket close codes of the protocol [WS-2] [WS-5]. */
export const CLOSE = {
  normal: 1000,
  goingAway: 1001,
  abnormal: 1006,
  policyViolation: 1008,
  tooBig: 1009,
  internalError: 1011,
  restarting: 1012,
  unknownSession: 4401,
} as const;
