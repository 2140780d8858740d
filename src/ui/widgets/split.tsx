// Two panes side by side and the edge between them: dragged by pointer or keys, folded away by Enter or a double click.
import { createSignal, type JSX } from 'solid-js';

/** Per cent of the width that the first pane may take; folded it takes all. */
const RANGE = { least: 30, most: 80, folded: 100 } as const;
const BEGINNING = 60;
/** Per cent that an arrow key moves the edge. */
const STEP = 2;

export function Split(props: { readonly label: string; readonly first: JSX.Element; readonly second: JSX.Element }) {
  const [share, setShare] = createSignal(BEGINNING);
  const [unfolded, setUnfolded] = createSignal(BEGINNING);
  const [dragging, setDragging] = createSignal(false);
  const isFolded = () => share() === RANGE.folded;
  let panes: HTMLDivElement | undefined;

  const move = (to: number) => {
    setShare(shareFor(to));
    if (!isFolded()) setUnfolded(share());
  };
  const fold = () => setShare(isFolded() ? unfolded() : RANGE.folded);
  const drag = (event: PointerEvent) => {
    const box = panes?.getBoundingClientRect();
    if (dragging() && box && box.width > 0) move(((event.clientX - box.left) / box.width) * 100);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const to = shareAfter(event.key, share());
    if (event.key === 'Enter') fold();
    else if (to !== null) move(to);
    else return;
    event.preventDefault();
  };

  return (
    <div ref={(element) => (panes = element)} class="panes" style={{ '--share': `${share()}` }}>
      <div class="pane">{props.first}</div>
      <div
        class="pane-edge"
        role="separator"
        tabindex="0"
        aria-label={props.label}
        aria-orientation="vertical"
        aria-valuenow={Math.round(share())}
        aria-valuemin={RANGE.least}
        aria-valuemax={RANGE.folded}
        title="Drag to resize; Enter folds the panel away"
        data-dragging={dragging() ? '' : undefined}
        onKeyDown={onKeyDown}
        onDblClick={fold}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragging(true);
        }}
        onPointerMove={drag}
        onPointerUp={() => setDragging(false)}
        onPointerCancel={() => setDragging(false)}
      />
      <div class="pane" hidden={isFolded()}>
        {props.second}
      </div>
    </div>
  );
}

/** The nearest share that there is: close to the end the second pane folds away. */
export function shareFor(wanted: number): number {
  if (wanted > (RANGE.most + RANGE.folded) / 2) return RANGE.folded;
  return Math.min(RANGE.most, Math.max(RANGE.least, wanted));
}

/** Where a key moves the edge; null for other keys. */
export function shareAfter(key: string, share: number): number | null {
  switch (key) {
    case 'ArrowLeft':
      return share > RANGE.most ? RANGE.most : share - STEP;
    case 'ArrowRight':
      return share + STEP > RANGE.most ? RANGE.folded : share + STEP;
    case 'Home':
      return RANGE.least;
    case 'End':
      return RANGE.most;
    default:
      return null;
  }
}
