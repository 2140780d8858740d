// What stands in place of the world when there is none: the engine's own errors, or why the server broke.
import { For, Show } from 'solid-js';
import type { Diagnostic } from '../../protocol/control.ts';
import { counted } from '../format.ts';
import './diagnostics.css';

/** The schema was refused: every error with its place and what to do. */
export function Diagnostics(props: { readonly diagnostics: readonly Diagnostic[] }) {
  return (
    <section class="diagnostics scroll" aria-labelledby="refused-title" data-testid="diagnostics">
      <h2 id="refused-title">The schema does not hold: {counted(props.diagnostics.length, 'error')}</h2>
      <p class="soft">Nothing runs until the files below are mended. Correct them and load the page again.</p>
      <ol>
        <For each={props.diagnostics}>{(diagnostic) => <OneDiagnostic diagnostic={diagnostic} />}</For>
      </ol>
      <ReloadButton />
    </section>
  );
}

function OneDiagnostic(props: { readonly diagnostic: Diagnostic }) {
  const place = () => {
    const start = props.diagnostic.ranges[0]?.start;
    return start ? `${props.diagnostic.path}, line ${start.line}, column ${start.column}` : props.diagnostic.path;
  };
  return (
    <li class="diagnostic" data-kind={props.diagnostic.kind}>
      <h3>{props.diagnostic.title}</h3>
      <p class="mono soft">{place()}</p>
      <pre tabindex="0">{props.diagnostic.rendered || props.diagnostic.message}</pre>
      <Show when={props.diagnostic.hint}>
        {(hint) => (
          <p>
            <strong>What to do:</strong> {hint()}
          </p>
        )}
      </Show>
    </li>
  );
}

/** The server could not start, or broke. */
export function ServerFailure(props: { readonly message: string; readonly at?: string | undefined }) {
  return (
    <section class="diagnostics scroll" role="alert">
      <Show
        when={props.at}
        fallback={
          <>
            <h2>The server in this tab stopped</h2>
            <p class="soft">
              It runs as a worker of this page, so nothing outside is concerned. Loading the page again starts a fresh
              one; the rows that clients cached stay.
            </p>
          </>
        }
      >
        <h2>The server was not reached</h2>
        <p class="soft">
          This page was told to use a server that runs elsewhere. Start it and load the page again; without “?server=”
          in its address the page brings a server of its own.
        </p>
      </Show>
      <pre tabindex="0">{props.message}</pre>
      <ReloadButton />
    </section>
  );
}

function ReloadButton() {
  return (
    <button type="button" class="button primary" onClick={() => location.reload()}>
      Load again
    </button>
  );
}
