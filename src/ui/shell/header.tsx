// The top line: what this is, how the server is, and what concerns the whole page.
import { Match, Show, Switch } from 'solid-js';
import { count } from '../format.ts';
import { usePage } from '../page.tsx';
import { Transport } from '../time/transport.tsx';
import { ShareButton } from '../share/share-button.tsx';
import { Icon } from '../widgets/icon.tsx';
import { NetworkControls } from './network-controls.tsx';
import { ProofMark } from './proof-mark.tsx';
import { nextTheme } from './theme.ts';

const THEME_ICON = { auto: 'auto', light: 'sun', dark: 'moon' } as const;

export function Header() {
  const { theme, setTheme, setOverlay } = usePage().desk;
  return (
    <header class="header">
      <h1>
        <Ember /> Pyre sync<span class="header-tail">, in a tab</span>
      </h1>
      <ServerStatus />
      <ProofMark />
      <span class="push" />
      <Transport />
      <NetworkControls />
      <ShareButton />
      <button
        type="button"
        class="button quiet icon"
        aria-label="All commands"
        aria-haspopup="dialog"
        aria-keyshortcuts="Control+K Meta+K"
        title="All commands (Ctrl K, ⌘ K)"
        onClick={() => setOverlay('commands')}
      >
        <Icon name="commands" />
      </button>
      <button
        type="button"
        class="button quiet icon"
        aria-label={`Theme: ${theme()}. Change to ${nextTheme(theme())}`}
        title={`Theme: ${theme()}`}
        onClick={() => setTheme(nextTheme(theme()))}
      >
        <Icon name={THEME_ICON[theme()]} />
      </button>
    </header>
  );
}

/** The mark of the page: a coal. */
function Ember() {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true">
      <path
        d="M8 1c.6 2.6 4.5 4.2 4.5 8.3A4.5 4.5 0 0 1 8 14a4.5 4.5 0 0 1-4.500-4.700C3.500 7.400 5 6.600 5.400 4.700 6.900 5.500 7 6.800 7 7.600 8.200 6.500 8.600 3.500 8 1z"
        fill="var(--ember-fill)"
      />
    </svg>
  );
}

function ServerStatus() {
  const page = usePage();
  const server = () => page.view().server;
  const forgotten = () => {
    const { keeping } = page.view();
    return keeping.kept ? null : keeping.why;
  };
  const elsewhere = () => {
    const now = server();
    return now.phase === 'running' ? now.at : undefined;
  };
  const awayFrom = () => {
    const now = server();
    return now.phase === 'failed' ? now.at : undefined;
  };
  const live = () => page.view().clients.filter((client) => client.phase === 'live').length;
  return (
    <p class="status" role="status" data-testid="server-status" data-phase={server().phase}>
      <Switch>
        <Match when={server().phase === 'running' && page.view().network.serverDown}>
          <span class="trouble">○ server down</span>
        </Match>
        <Match when={server().phase === 'running'}>
          <span class="status-mark" aria-hidden="true">
            ●
          </span>
          <span>
            <span class="status-tail">server </span>running
          </span>
          <Show when={elsewhere()}>
            {(address) => (
              <span
                class="faint"
                data-testid="elsewhere"
                title="This page brings no server: its clients speak to the one at this address. Its inside cannot be looked into from here."
              >
                at {address().replace(/^https?:\/\//, '')}
              </span>
            )}
          </Show>
          <span class="faint">
            revision <span data-testid="revision">{count(page.view().revision)}</span>
          </span>
          <Show when={forgotten()}>
            {(why) => (
              <span class="faint" data-testid="memory-only" title={`${why()} The rows are gone with the last tab.`}>
                ◇ in memory only
              </span>
            )}
          </Show>
          <span class="faint status-tail">
            {count(live())} of {count(page.clientIds().length)} live
          </span>
        </Match>
        <Match when={server().phase === 'starting'}>
          <span aria-hidden="true">◌</span> server starting
        </Match>
        <Match when={server().phase === 'stopped'}>
          <span class="trouble">○ server stopped</span>
        </Match>
        <Match when={server().phase === 'refused'}>
          <span class="trouble">✕ schema refused</span>
        </Match>
        <Match when={server().phase === 'failed'}>
          <span class="trouble">{awayFrom() ? '✕ server not reached' : '✕ server failed'}</span>
        </Match>
      </Switch>
    </p>
  );
}
