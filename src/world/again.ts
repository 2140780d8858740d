// Everything as it began: a new database, the clients and the weather of the beginning; and the way back from there.
import type { BeginningOptions } from './beginning.ts';
import type { Files } from './files.ts';
import type { Succession } from './succession.ts';
import type { Weather } from './weather.ts';

/** The parts of the world that begin again. */
export interface AgainPlace {
  readonly options: BeginningOptions;
  readonly succession: Succession;
  readonly weather: Weather;
  readonly files: Files;
  addStarters(): Promise<void>;
}

/** Begins again; the notice offers the way back to the rows, the clients, the schema and the weather of now, where there is one. */
export async function beginAgain(place: AgainPlace): Promise<void> {
  const { sources, seed, empty = false, project = 'demo', preset = 'none' } = place.options;
  const { population, notices } = place.succession.rooms;
  const wayBack = await wayBackFrom(place);
  place.weather.setServerDown(false);
  place.weather.setPreset('all', preset);
  await population.removeAll();
  if (!(await place.succession.startOver({ sources, seed, empty }, project))) return;
  await place.addStarters();
  notices.tell('plain', 'Everything is as it began: a new database, the first clients.', wayBack);
}

async function wayBackFrom({ succession, weather, files }: AgainPlace): Promise<(() => Promise<void>) | undefined> {
  const { beginning, population, project: served } = succession.rooms;
  const page = population.remembered();
  const { serverDown } = weather.view;
  const options = beginning.server();
  const { project } = beginning;
  const { sources } = served().view;
  const change = { ...options, ...(sources.length > 0 ? { sources } : {}) };
  const bringRows = await files.wayBack();
  if (!bringRows) return undefined;
  return async () => {
    await population.removeAll();
    if (!(await succession.startOver(change, project))) return;
    await bringRows();
    await succession.bringBack(page);
    weather.setServerDown(serverDown);
  };
}
