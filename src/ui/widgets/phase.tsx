// A client's phase as glyph and word: shape and colour say the same [CLIENT-1].
import type { Phase } from '../../client/client.ts';
import './phase.css';

const WORDS: Readonly<Record<Phase, { readonly glyph: string; readonly word: string }>> = {
  offline: { glyph: '○', word: 'offline' },
  connecting: { glyph: '◌', word: 'connecting' },
  catching_up: { glyph: '◐', word: 'catching up' },
  live: { glyph: '●', word: 'live' },
};

/** The word for a phase. */
export function phaseWord(phase: Phase): string {
  return WORDS[phase].word;
}

export function PhaseMark(props: { readonly phase: Phase; readonly quiet?: boolean }) {
  return (
    <span class="phase" data-phase={props.phase}>
      <span aria-hidden="true">{WORDS[props.phase].glyph}</span>
      <span classList={{ 'hidden-label': props.quiet ?? false }}>{WORDS[props.phase].word}</span>
    </span>
  );
}
