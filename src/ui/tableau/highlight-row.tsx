// Outlines one row wherever it is held: one rule of style instead of a change in every card.
import type { RowChoice } from '../page.tsx';

export function HighlightRow(props: { readonly row: RowChoice | null }) {
  return <style>{props.row ? rule(props.row) : ''}</style>;
}

function rule(row: RowChoice): string {
  const at = `.cell[data-table=${quoted(row.table)}][data-key=${quoted(String(row.key))}]`;
  return `${at} { outline: 2px solid var(--ember-fill); outline-offset: 0; color: var(--text); }`;
}

/** A string of CSS: keys may be any text. */
function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\a ')}"`;
}
