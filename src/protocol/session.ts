// Who is asking: the values behind a session id, typed by the schema's `session` block.
import * as v from 'valibot';
import type { JsonObject } from '../base/json.ts';
import { isJsonObject } from '../base/json.ts';

/** `{ userId, role, … }`: field name → value in its wire form. */
export type SessionValues = JsonObject;
export const sessionValues = v.custom<SessionValues>(isJsonObject, 'a session is an object of values');

/** Body of `POST /login` [HTTP-8]. */
export const loginRequest = v.object({ session: sessionValues });
/** Answer of `POST /login`. */
export const loginAnswer = v.object({ sessionId: v.string(), session: sessionValues });
export type LoginAnswer = v.InferOutput<typeof loginAnswer>;
