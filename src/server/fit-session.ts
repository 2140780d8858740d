// Session values under another session block: what fits is kept, the rest is what a new session would get [SYNC-13].
import type { Random } from '../base/random.ts';
import type { SessionValues } from '../protocol/session.ts';
import { checkSession, drawSession, type SessionShape } from './session-values.ts';

/** The values of session `id` under `shape`. Chance is decided by the id alone, so that asking twice gives the same. */
export function fitValues(shape: SessionShape, id: string, values: SessionValues, random: Random): SessionValues {
  const whole = checkSession(shape, values);
  if (whole.ok) return whole.values;
  const kept = shape.fields.flatMap((field) => {
    if (!Object.hasOwn(values, field.name)) return [];
    const alone: SessionShape = { ...shape, fields: [field] };
    const checked = checkSession(alone, { [field.name]: values[field.name] ?? null });
    return checked.ok ? Object.entries(checked.values) : [];
  });
  return { ...drawSession(shape, random.fork(id)), ...Object.fromEntries(kept) };
}
