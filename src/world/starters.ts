// The clients that a world begins with: a few of different users, or exactly those that a recipe names.
import type { SchemaAnswer } from '../protocol/catalog.ts';
import type { ClientId } from '../base/ids.ts';
import type { SessionValues } from '../protocol/session.ts';
import { starterSession } from './starter-session.ts';
import type { Adding } from './adding.ts';
import type { Population } from './population.ts';
import type { LinkView, PresetId } from './view.ts';
import type { WeatherIntents } from './world.ts';

/** One client to begin with. */
export interface StarterClient {
  /** Null: the server draws the user. */
  readonly session: SessionValues | null;
  /** An offline one catches up first, then leaves. */
  readonly online: boolean;
  /** Named weather of its link; null for a link of its own. */
  readonly preset: PresetId | null;
  readonly link: LinkView | null;
}

/** What adding needs of the world. */
export interface StarterPlace {
  readonly population: Pick<Population, 'add' | 'find' | 'leaveOnceLive'>;
  readonly weather: WeatherIntents;
  readonly adding: Adding;
  /** Waits until the page was drawn once more. */
  frame(): Promise<void>;
  trouble(text: string): void;
}

/** Added one after the other up to here, and in batches with pictures in between beyond it. */
const BATCH = 25;

/** Sets the weather and adds the clients in their order; many with progress, which can be cancelled. A session that does not fit the schema costs its client alone. */
export async function addStarters(
  place: StarterPlace,
  schema: SchemaAnswer | null,
  { starters, preset = 'none' }: { readonly starters: number | readonly StarterClient[]; readonly preset?: PresetId },
): Promise<void> {
  if (preset !== 'none') place.weather.setPreset('all', preset);
  const clients = typeof starters === 'number' ? guessed(schema, starters) : starters;
  const problems = new Set<string>();
  for (let first = 0; first < clients.length; first += BATCH) {
    if (first > 0) await place.frame();
    if (!place.adding.follow(first, clients.length)) break;
    for (const client of clients.slice(first, first + BATCH)) {
      const problem = await place.population.add(client.session, (id) => settle(place, id, client));
      if (problem !== null) problems.add(problem);
    }
  }
  place.adding.cancel();
  for (const problem of problems) place.trouble(`Not every client could be added: ${problem}`);
}

/** How many clients a world begins with. */
export function starterCount(starters: number | readonly StarterClient[]): number {
  return typeof starters === 'number' ? starters : starters.length;
}

function guessed(schema: SchemaAnswer | null, count: number): readonly StarterClient[] {
  return Array.from({ length: count }, (_, index) => ({
    session: schema && starterSession(schema, index + 1),
    online: true,
    preset: null,
    link: null,
  }));
}

function settle({ population, weather }: StarterPlace, id: ClientId, { preset, link, online }: StarterClient): void {
  if (link) population.find(id)?.setLink(link);
  else if (preset !== null) weather.setPreset(id, preset);
  if (!online) population.leaveOnceLive(id);
}
