// Which cards are in sight or nearly so: only those draw their rows [UI-3].
import { batch, onCleanup, onMount } from 'solid-js';

/** How far outside the list a card still counts, as a share of the list's height: scrolling finds it drawn. */
const MARGIN = '60% 0px';

/** Told when an element comes into sight or leaves it. */
export type Watcher = (inSight: boolean) => void;

/** Watches the children of one list that scrolls. */
export interface Sight {
  /** Tells `watcher` whenever the element comes or goes, until the component around the call ends. */
  watch(element: HTMLElement, watcher: Watcher): void;
}

/** Where the browser cannot tell, every element counts as in sight. */
export function createSight(list: () => HTMLElement | undefined): Sight {
  const watchers = new Map<Element, Watcher>();
  let observer: IntersectionObserver | null = null;
  const told = (entries: readonly IntersectionObserverEntry[]) =>
    batch(() => {
      for (const { target, isIntersecting, boundingClientRect } of entries) {
        if (!isIntersecting) keepHeight(target, boundingClientRect.height);
        watchers.get(target)?.(isIntersecting);
        if (isIntersecting) keepHeight(target, 0);
      }
    });
  onMount(() => {
    if (typeof IntersectionObserver === 'undefined') {
      for (const watcher of watchers.values()) watcher(true);
      return;
    }
    observer = new IntersectionObserver(told, { root: list() ?? null, rootMargin: MARGIN });
    for (const element of watchers.keys()) observer.observe(element);
  });
  onCleanup(() => observer?.disconnect());
  return {
    watch(element, watcher) {
      watchers.set(element, watcher);
      observer?.observe(element);
      onCleanup(() => {
        watchers.delete(element);
        observer?.unobserve(element);
      });
    },
  };
}

/** A card that draws nothing keeps the place it had, so that the list does not jump. */
function keepHeight(element: Element, height: number): void {
  if (element instanceof HTMLElement) element.style.minHeight = height > 0 ? `${height}px` : '';
}
