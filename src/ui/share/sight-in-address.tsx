// Keeps the address in step with what a person looks at, and looks there when the page opens [UI-13].
import { createEffect, createRoot, createSignal, on, onCleanup, onMount } from 'solid-js';
import { realClock } from '../../base/clock.ts';
import { TABS, usePage, type Page, type Tab } from '../page.tsx';
import { readAddress, writeAddress, type Sight } from './address.ts';
import type { MessageReference } from './message-reference.ts';
import { chosenReference, ReferredMessage } from './referred-message.tsx';

/** The address follows so long after the last change. */
const FOLLOW_AFTER_MS = 300;

/** The start that goes without saying. */
const PLAIN: Sight = { density: 'cards' };

/** Draws nothing, but where the address means a message that is not in this run. */
export function SightInAddress() {
  const page = usePage();
  const [wanted, want] = createSignal<MessageReference | null>(null);
  const look = () => {
    const { sight } = readAddress(location.hash, TABS);
    lookThere(page, sight);
    want(sight.message ?? null);
  };
  let stop: () => void = nothing;
  // The layout, which comes later, opens a tab by itself: only then is there one that goes without saying.
  onMount(() => {
    const firstTab = page.tab();
    look();
    createEffect(
      on(
        // A message that is still looked for stays in the address.
        () => ({ ...sightOf(page, firstTab), ...meant(wanted()) }),
        (sight) => {
          stop();
          stop = realClock.setTimer(FOLLOW_AFTER_MS, () => follow(sight));
        },
        { defer: true },
      ),
    );
  });
  onCleanup(() => stop());
  // Our own changes of the address make no event: this one is a person's.
  window.addEventListener('hashchange', look);
  onCleanup(() => window.removeEventListener('hashchange', look));
  return <ReferredMessage wanted={wanted()} onSettled={() => want(null)} />;
}

function meant(reference: MessageReference | null): Pick<Sight, 'message'> {
  return reference === null ? {} : { message: reference };
}

function nothing(): void {}

function follow(sight: Sight): void {
  const { packed } = readAddress(location.hash, TABS);
  const hash = writeAddress({ packed, sight });
  const place = `${location.pathname}${location.search}`;
  // Browsers count changes of the address, and take their time for each.
  if (hash === location.hash.slice(1)) return;
  history.replaceState(history.state, '', hash === '' ? place : `${place}#${hash}`);
}

/** What the person looks at, without what goes without saying: `firstTab` is open by itself. */
export function sightOf(page: Page, firstTab: Tab): Sight {
  const row = page.chosenRow();
  const lesson = page.lesson();
  const message = chosenReference(page);
  const client = page.selected()?.number;
  const first = page.view().clients[0]?.number;
  return {
    ...(page.tab() === firstTab ? {} : { tab: page.tab() }),
    ...(page.density() === PLAIN.density ? {} : { density: page.density() }),
    ...(client === undefined || client === first ? {} : { client }),
    ...(row ? { row } : {}),
    ...(lesson === null ? {} : { lesson }),
    ...(message === undefined ? {} : { message }),
  };
}

/** Shows what an address tells to look at; a message is looked for by `ReferredMessage`. */
export function lookThere(page: Page, sight: Sight): void {
  if (sight.tab) page.openTab(sight.tab);
  if (sight.density) page.setDensity(sight.density);
  if (sight.row) page.chooseRow(sight.row);
  if (sight.lesson !== undefined) page.openLesson(sight.lesson);
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
