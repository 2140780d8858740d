// Text to take along: shown whole, and copied by one button that says so.
import { createSignal, createUniqueId, Show } from 'solid-js';
import { Icon } from '../widgets/icon.tsx';

export function CopyField(props: { readonly label: string; readonly text: string; readonly lines?: number }) {
  const id = createUniqueId();
  const [copied, setCopied] = createSignal<string | null>(null);
  let area: HTMLTextAreaElement | undefined;
  const copy = async () => {
    const { text } = props;
    await navigator.clipboard.writeText(text).then(
      () => setCopied(text),
      // A frame that may not write to the clipboard: the text is marked, so that the keys copy it.
      () => area?.select(),
    );
  };
  return (
    <div class="copy-field">
      <label for={id}>{props.label}</label>
      <div class="copy-line">
        <textarea
          ref={(element) => (area = element)}
          id={id}
          class="field-input mono"
          rows={props.lines ?? 2}
          readonly
          value={props.text}
          onFocus={(event) => event.currentTarget.select()}
        />
        <button type="button" class="button" aria-label={`Copy: ${props.label}`} onClick={() => void copy()}>
          <Icon name="copy" />
          <span aria-live="polite">
            <Show when={copied() === props.text} fallback="Copy">
              Copied
            </Show>
          </span>
        </button>
      </div>
    </div>
  );
}
