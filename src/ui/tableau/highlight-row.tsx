// Outlines a row, and those of the open message, wherever they are held: one rule of style instead of a change in every card.
import type { RowChoice } from '../page.tsx';

/** Rows of a message that are outlined; a page of catch-up may name thousands. */
const MOST = 60;

/** `touched`: what the open message changed; `row`: what is pointed at, and outlined more strongly. */
export function HighlightRow(props: { readonly row: RowChoice | null; readonly touched: readonly RowChoice[] }) {
  const rules = () => [
    ...props.touched.slice(0, MOST).map((row) => rule(row, 'dashed')),
    ...(props.row ? [rule(props.row, 'solid')] : []),
  ];
  return <style>{rules().join('\n')}</style>;
}

function rule(row: RowChoice, line: 'solid' | 'dashed'): string {
  const at = `:is(.cell, .absent)[data-table=${quoted(row.table)}][data-key=${quoted(String(row.key))}]`;
  return `${at} { outline: 2px ${line} var(--ember-fill); outline-offset: 0; color: var(--text); }`;
}

/** A string of CSS: keys may be any text. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\a ')}"`;
}
