// The sign of how a copy stands.
import type { CopyState } from '../row/state.ts';

export function Glyph(props: { readonly state: Pick<CopyState, 'glyph' | 'tone'> }) {
  return (
    <span class={`glyph ${props.state.tone}`} aria-hidden="true">
      {props.state.glyph}
    </span>
  );
}
