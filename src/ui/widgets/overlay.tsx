// A dialog over the page: the browser's own, which keeps the focus inside and gives it back.
import { onCleanup, onMount, Show, type ParentProps } from 'solid-js';
import { Icon } from './icon.tsx';
import './overlay.css';

export interface OverlayProps {
  /** What it is, for screen readers, and as a heading where `titled`. */
  readonly label: string;
  readonly class?: string;
  readonly titled?: boolean;
  /** Escape, the cross, or a click beside it. */
  onClose(): void;
}

export function Overlay(props: ParentProps<OverlayProps>) {
  let dialog: HTMLDialogElement | undefined;
  onMount(() => dialog?.showModal());
  onCleanup(() => dialog?.close());
  return (
    <dialog
      ref={(element) => (dialog = element)}
      class={`overlay ${props.class ?? ''}`}
      aria-label={props.label}
      onCancel={(event) => {
        event.preventDefault();
        props.onClose();
      }}
      onClick={(event) => {
        if (event.target === event.currentTarget) props.onClose();
      }}
    >
      <div class="overlay-inside">
        <Show when={props.titled}>
          <div class="overlay-head">
            <h2>{props.label}</h2>
            <button type="button" class="button quiet icon" aria-label="Close" onClick={() => props.onClose()}>
              <Icon name="close" />
            </button>
          </div>
        </Show>
        {props.children}
      </div>
    </dialog>
  );
}
