// The frame's voice and ears: events to the page around it, commands from it alone, and the height that it needs.
import { asEventMessage, readCommand, type EmbedCommand, type EmbedEvent } from './messages.ts';

/** Says something to the page around; a page that stands alone says nothing. */
export function tellParent(event: EmbedEvent): void {
  // Whoever shows the frame may hear this: names and counts of a world that lives in the frame.
  if (window.parent !== window) window.parent.postMessage(asEventMessage(event), '*');
}

/** Hears commands of the page around, and of nobody else. Returns how to stop. */
export function hearParent(follow: (command: EmbedCommand) => void): () => void {
  const hear = (event: MessageEvent) => {
    if (event.source !== window.parent || window.parent === window) return;
    const command = readCommand(event.data);
    if (command) follow(command);
  };
  window.addEventListener('message', hear);
  return () => window.removeEventListener('message', hear);
}

/** Tells the height of `element` now and whenever it changes. Returns how to stop. */
export function tellHeight(element: Element): () => void {
  let told = 0;
  const observer = new ResizeObserver(() => {
    const heightPx = Math.ceil(element.getBoundingClientRect().height);
    if (heightPx === told) return;
    told = heightPx;
    tellParent({ type: 'resized', heightPx });
  });
  observer.observe(element);
  return () => observer.disconnect();
}
