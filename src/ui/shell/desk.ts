// How a person has arranged the page: theme, what is unfolded, what is spoken, what lies over it. None of it is the world's.
import { createSignal, type Accessor } from 'solid-js';
import { createMediaQuery, NARROW } from './media.ts';
import { createTheme, type Theme } from './theme.ts';

/** What lies over the page, one at a time. */
export type Overlay = 'commands' | 'shortcuts' | 'share' | 'worlds';

export interface Desk {
  readonly theme: Accessor<Theme>;
  setTheme(theme: Theme): void;
  /** Whether panes are tabs, as on a phone. */
  readonly narrow: Accessor<boolean>;
  /** Whether the data flow below the panes is unfolded. */
  readonly flowOpen: Accessor<boolean>;
  setFlowOpen(open: boolean): void;
  /** Whether the line at the bottom tells what happens. */
  readonly narrating: Accessor<boolean>;
  setNarrating(narrating: boolean): void;
  readonly overlay: Accessor<Overlay | null>;
  setOverlay(overlay: Overlay | null): void;
}

/** Screens with room for the diagram from the beginning. */
const ROOMY = '(min-height: 1000px)';

export function createDesk(): Desk {
  const [theme, setTheme] = createTheme();
  const [flowOpen, setFlowOpen] = createSignal(window.matchMedia(ROOMY).matches);
  const [narrating, setNarrating] = createSignal(true);
  const [overlay, setOverlay] = createSignal<Overlay | null>(null);
  const narrow = createMediaQuery(NARROW);
  return { theme, setTheme, narrow, flowOpen, setFlowOpen, narrating, setNarrating, overlay, setOverlay };
}
