// Keeps the address in step with what a person looks at, and looks there when the page opens [UI-13].
import { createEffect, createRoot, on, onCleanup } from 'solid-js';
import { realClock } from '../../base/clock.ts';
import { TABS, usePage, type Page, type Tab } from '../page.tsx';
import { readAddress, writeAddress, type Sight } from './address.ts';

/** The address follows so long after the last change. */
const FOLLOW_AFTER_MS = 300;

/** The start that goes without saying. */
const PLAIN: Sight = { density: 'cards' };

/** Draws nothing. */
export function SightInAddress() {
  const page = usePage();
  const firstTab = page.tab();
  lookThere(page, readAddress(location.hash, TABS).sight);
  let stop: () => void = nothing;
  createEffect(
    on(
      () => sightOf(page, firstTab),
      (sight) => {
        stop();
        stop = realClock.setTimer(FOLLOW_AFTER_MS, () => follow(sight));
      },
      { defer: true },
    ),
  );
  onCleanup(() => stop());
  // Our own changes of the address make no event: this one is a person's.
  const edited = () => lookThere(page, readAddress(location.hash, TABS).sight);
  window.addEventListener('hashchange', edited);
  onCleanup(() => window.removeEventListener('hashchange', edited));

  return null;
}

function nothing(): void {}

function follow(sight: Sight): void {
  const { packed } = readAddress(location.hash, TABS);
  const hash = writeAddress({ packed, sight });
  const place = `${location.pathname}${location.search}`;
  history.replaceState(history.state, '', hash === '' ? place : `${place}#${hash}`);
}

/** What the person looks at, without what goes without saying: `firstTab` is open by itself. */
export function sightOf(page: Page, firstTab: Tab): Sight {
  const row = page.chosenRow();
  const lesson = page.lesson();
  const message = page.chosenMessage();
  const client = page.selected()?.number;
  const first = page.view().clients[0]?.number;
  return {
    ...(page.tab() === firstTab ? {} : { tab: page.tab() }),
    ...(page.density() === PLAIN.density ? {} : { density: page.density() }),
    ...(client === undefined || client === first ? {} : { client }),
    ...(row ? { row } : {}),
    ...(lesson === null ? {} : { lesson }),
    ...(message === null ? {} : { message }),
  };
}

/** Shows what an address tells to look at. */
export function lookThere(page: Page, sight: Sight): void {
  if (sight.tab) page.openTab(sight.tab);
  if (sight.density) page.setDensity(sight.density);
  if (sight.row) page.chooseRow(sight.row);
  if (sight.lesson !== undefined) page.openLesson(sight.lesson);
  if (sight.message !== undefined) page.chooseMessage(sight.message);
  if (sight.client !== undefined) selectOnceThere(page, sight.client);
}

/** The client may still be on its way. A person who selects another one first is right. */
function selectOnceThere(page: Page, number: number): void {
  createRoot((dispose) => {
    const firstChoice = page.selected()?.id;
    createEffect(() => {
      const wanted = page.view().clients.find((client) => client.number === number);
      const chosen = page.selected()?.id;
      if (wanted) page.world.select(wanted.id);
      if (wanted || (firstChoice !== undefined && chosen !== firstChoice)) dispose();
    });
  });
}
