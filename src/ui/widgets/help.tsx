// The "?" of a panel: one sentence of explanation, in the browser's own popover.
import { createUniqueId } from 'solid-js';
import './help.css';

/** Room between the button, the text and the edge of the screen, in pixels. */
const GAP = 6;

export function Help(props: { readonly about: string; readonly text: string }) {
  const id = createUniqueId();
  let button: HTMLButtonElement | undefined;
  const place = (text: HTMLElement) => {
    const around = button?.getBoundingClientRect();
    if (!around) return;
    const rightmost = document.documentElement.clientWidth - text.offsetWidth - GAP;
    text.style.left = `${Math.max(GAP, Math.min(around.left, rightmost))}px`;
    text.style.top = `${around.bottom + GAP}px`;
  };
  return (
    <>
      <button
        ref={(element) => (button = element)}
        type="button"
        class="help"
        popovertarget={id}
        aria-label={`Explain ${props.about}`}
      >
        ?
      </button>
      <div id={id} popover="auto" class="help-text" on:toggle={(event) => place(event.currentTarget)}>
        {props.text}
      </div>
    </>
  );
}
