// Commands about the page itself: what is shown, how it looks, and where it leads.
import { TAB_NAMES, TABS, type Density, type Page } from '../page.tsx';
import { nextTheme } from '../shell/theme.ts';
import type { Command } from './command.ts';

const DENSITIES: readonly Density[] = ['cards', 'matrix', 'dots'];

/** Panels and how the tableau is drawn. Tabs take the digits in their order. */
export function lookCommands(page: Page): readonly Command[] {
  const { desk } = page;
  const narrow = desk.narrow();
  const tabs = TABS.filter((tab) => narrow || (tab !== 'tableau' && tab !== 'flow'));
  return [
    ...tabs.map((tab, index): Command => ({
      id: `tab ${tab}`,
      title: `Open ${TAB_NAMES[tab]}`,
      group: 'Look',
      alike: tab === 'row' ? 'panel tab show row explain permission' : 'panel tab show',
      ...(index < 9 ? { keys: String(index + 1) } : {}),
      run: () => openTab(page, tab),
    })),
    ...DENSITIES.map((density): Command => ({
      id: `density ${density}`,
      title: `Clients as ${density}`,
      group: 'Look',
      alike: 'density',
      enabled: page.density() !== density,
      run: () => page.setDensity(density),
    })),
    {
      id: 'density',
      title: 'Next look of the clients',
      group: 'Look',
      keys: 'd',
      alike: 'density cards matrix dots',
      run: () => page.setDensity(DENSITIES[(DENSITIES.indexOf(page.density()) + 1) % DENSITIES.length] ?? 'cards'),
    },
    {
      id: 'flow',
      title: desk.flowOpen() ? 'Fold the data flow' : 'Unfold the data flow',
      group: 'Look',
      keys: 'f',
      alike: 'diagram',
      enabled: !narrow,
      run: () => desk.setFlowOpen(!desk.flowOpen()),
    },
  ];
}

export function pageCommands(page: Page): readonly Command[] {
  const { desk, world } = page;
  const { notice } = page.now();
  const next = nextTheme(desk.theme());
  const told = desk.narrating();
  const group = 'Page';
  return [
    { id: 'commands', title: 'All commands', group, keys: '$mod+k', alike: 'palette', run: () => desk.setOverlay('commands') }, // prettier-ignore
    { id: 'shortcuts', title: 'Keyboard shortcuts', group, keys: 'Shift+?', alike: 'help keys', run: () => desk.setOverlay('shortcuts') }, // prettier-ignore
    { id: 'share', title: 'Share this world', group, alike: 'link embed qr', run: () => desk.setOverlay('share') },
    { id: 'worlds', title: 'Worlds of this browser', group, alike: 'open forget keep mine links lessons visited', run: () => desk.setOverlay('worlds') }, // prettier-ignore
    { id: 'copy-link', title: 'Copy the link to what is shown', group, alike: 'url share', run: () => copy(location.href) }, // prettier-ignore
    { id: 'undo', title: 'Undo', group, keys: 'u', alike: 'back', enabled: notice?.undo === true, run: () => void world.undo() }, // prettier-ignore
    { id: 'dismiss', title: 'Dismiss the notice', group, enabled: notice !== null, run: () => world.dismissNotice() },
    { id: 'theme', title: `Theme: ${next}`, group, keys: 't', alike: 'light dark colours', run: () => desk.setTheme(next) }, // prettier-ignore
    { id: 'narration', title: told ? 'Stop telling what happens' : 'Go on telling what happens', group, keys: 'm', alike: 'live region mute speak', run: () => desk.setNarrating(!told) }, // prettier-ignore
    { id: 'reload', title: 'Load the page again', group, alike: 'reload refresh', run: () => location.reload() },
  ];
}

function copy(text: string): void {
  void navigator.clipboard.writeText(text).catch(() => undefined);
}

/** Opens a panel and takes the keyboard there. */
function openTab(page: Page, tab: (typeof TABS)[number]): void {
  page.openTab(tab);
  document.getElementById(`tab-${tab}`)?.focus();
}
