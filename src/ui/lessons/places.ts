// Where on the page a step is done: from what it does for a person. Pure.
import { unreachable } from '../../base/assert.ts';
import type { Action } from './actions.ts';
import type { Lesson } from './lesson.ts';

/** What a person needs on the screen to act. */
export type Place = 'query' | 'adding' | 'client' | 'network' | 'time';

/** The places that these actions are done at, each once, the first one first. */
export function placesOf(actions: readonly Action[]): readonly Place[] {
  return [...new Set(actions.flatMap((action) => placeOf(action) ?? []))];
}

/** All places of a lesson. */
export function placesOfLesson({ steps }: Lesson): readonly Place[] {
  return placesOf(steps.flatMap(({ actions }) => actions));
}

function placeOf(action: Action): Place | null {
  switch (action.kind) {
    case 'submit':
      return 'query';
    case 'addClient':
    case 'addClients':
      return 'adding';
    case 'removeClient':
    case 'online':
    case 'resync':
    case 'reconnect':
    case 'session':
      return 'client';
    case 'network':
      return action.client === null ? 'network' : 'client';
    case 'server':
      return 'network';
    case 'pause':
    case 'step':
      return 'time';
    case 'select':
      return null;
    default:
      return unreachable(action);
  }
}
