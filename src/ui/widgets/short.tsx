// Ids, hashes and stamps: mono, shortened in the middle, whole on hover and on copy.
import { createSignal, Show } from 'solid-js';
import { short } from '../format.ts';
import './short.css';

/** Shows `text` shortened; a click copies it whole. `label` says what it is. */
export function Short(props: { readonly text: string | null; readonly label: string; readonly keep?: number }) {
  const [copied, setCopied] = createSignal(false);
  const copy = async (text: string) => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      setCopied(false);
    }
  };
  return (
    <Show when={props.text} fallback={<span class="faint">none</span>}>
      {(text) => (
        <button
          type="button"
          class="short mono"
          title={`${props.label}: ${text()}\nClick to copy`}
          onClick={() => void copy(text())}
          onBlur={() => setCopied(false)}
        >
          {copied() ? 'copied' : short(text(), props.keep ?? 5)}
          <span class="hidden-label"> copy {props.label}</span>
        </button>
      )}
    </Show>
  );
}
