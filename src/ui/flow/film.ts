// The messages of the film: all of now; or, looking back, those of the moment as they stood, and some of what came later. Pure [UI-9].
import type { MessageView } from '../../world/messages.ts';
import type { Moment } from '../../world/recording.ts';

/** Later messages in sight, signs of life among them. */
const MOST_LATER = 60;

/** `then`: as of `moment`; `now`: all. Oldest first. */
export function filmOf(
  then: readonly MessageView[],
  moment: Pick<Moment, 'upTo'> | null,
  now: readonly MessageView[],
): readonly MessageView[] {
  if (moment === null) return then;
  const next = now.findIndex(({ sequence }) => sequence > moment.upTo);
  return next === -1 ? then : [...then, ...now.slice(next, next + MOST_LATER)];
}
