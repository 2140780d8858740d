// A link as a QR code, for a room full of phones; one path, drawn dark on light in every theme, as readers expect.
import { encode } from 'uqr';
import { createMemo, Show } from 'solid-js';

/** Beyond this a code has cells too small for a projector. */
const LONGEST_IN_CODE = 1_200;

export function QrCode(props: { readonly text: string }) {
  const code = createMemo(() =>
    props.text.length > LONGEST_IN_CODE ? null : encode(props.text, { ecc: 'L', border: 3 }),
  );
  return (
    <Show when={code()} fallback={<p class="faint">The link is too long for a QR code that a phone could read.</p>}>
      {(drawn) => (
        <svg
          class="qr-code"
          viewBox={`0 0 ${drawn().size} ${drawn().size}`}
          role="img"
          aria-label="QR code of the link"
          shape-rendering="crispEdges"
        >
          <rect class="qr-light" width={drawn().size} height={drawn().size} />
          <path class="qr-dark" d={pathOf(drawn().data)} />
        </svg>
      )}
    </Show>
  );
}

/** One square a dark cell. */
export function pathOf(cells: readonly (readonly boolean[])[]): string {
  return cells.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join('');
}
