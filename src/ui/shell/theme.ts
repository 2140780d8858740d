// Light, dark, or as the machine says; remembered.
import { createSignal } from 'solid-js';

export type Theme = 'auto' | 'light' | 'dark';

const STORED_AS = 'pyre-theme';
const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];

/** The theme after `theme`. */
export function nextTheme(theme: Theme): Theme {
  return THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
}

/** The theme as a signal; setting it redraws the page and is remembered where storage allows. */
export function createTheme(): readonly [() => Theme, (theme: Theme) => void] {
  const [theme, setTheme] = createSignal<Theme>(stored());
  const apply = (next: Theme) => {
    setTheme(next);
    showTheme(next);
    remember(next);
  };
  showTheme(theme());
  return [theme, apply];
}

/** Draws the page in a theme, and remembers nothing. */
export function showTheme(theme: Theme): void {
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

function stored(): Theme {
  try {
    const found = localStorage.getItem(STORED_AS);
    return THEMES.find((theme) => theme === found) ?? 'auto';
  } catch {
    return 'auto';
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(STORED_AS, theme);
  } catch {
    // A frame without storage keeps the theme for this visit only.
  }
}
