// What a client's copy of a row is, against what the rule says. Pure.
import type { Explanation } from '../../protocol/control.ts';

/** Glyph, word and tone of a cell of the matrix [UI-4]. */
export function stateOf(
  held: boolean,
  explanation: Explanation | null,
): { readonly glyph: string; readonly word: string; readonly tone: string } {
  if (explanation === null)
    return held ? { glyph: '■', word: 'held', tone: '' } : { glyph: '·', word: 'not held', tone: 'faint' };
  if (explanation.verdict === 'true') {
    return held
      ? { glyph: '■', word: 'held', tone: '' }
      : { glyph: '□', word: 'allowed, not delivered yet', tone: 'soft' };
  }
  return held
    ? { glyph: '▲', word: 'held, no longer permitted', tone: 'trouble' }
    : { glyph: '⊘', word: 'not permitted', tone: 'denied' };
}
