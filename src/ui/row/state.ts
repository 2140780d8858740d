// What a client's copy of a row is, against the server's row and the rule. Pure [UI-4].
import type { JsonObject } from '../../base/json.ts';
import type { Explanation } from '../../protocol/control.ts';
import { agrees, type ServerRow } from '../../world/agreement.ts';

/** How a state looks and reads: glyph and colour say the same. */
export interface CopyState {
  readonly name: 'current' | 'older' | 'held' | 'waiting' | 'denied' | 'overstayed' | 'permitted' | 'absent';
  readonly glyph: string;
  readonly word: string;
  readonly tone: '' | 'soft' | 'faint' | 'denied' | 'trouble';
}

const STATES = {
  current: { name: 'current', glyph: '■', word: 'held, current', tone: '' },
  older: { name: 'older', glyph: '◧', word: 'held, an older version', tone: 'trouble' },
  held: { name: 'held', glyph: '■', word: 'held', tone: '' },
  waiting: { name: 'waiting', glyph: '□', word: 'allowed, not delivered yet', tone: 'soft' },
  denied: { name: 'denied', glyph: '⊘', word: 'not permitted', tone: 'denied' },
  overstayed: { name: 'overstayed', glyph: '▲', word: 'held, no longer permitted', tone: 'trouble' },
  permitted: { name: 'permitted', glyph: '✓', word: 'permitted', tone: '' },
  absent: { name: 'absent', glyph: '·', word: 'not held', tone: 'faint' },
} as const satisfies Readonly<Record<CopyState['name'], CopyState>>;

/** All states that a legend explains. */
export const LEGEND: readonly CopyState[] = [
  STATES.current,
  STATES.older,
  STATES.waiting,
  STATES.denied,
  STATES.overstayed,
];

/** A client's copy and the server's row; null where there is none. */
export interface Copies {
  readonly held: JsonObject | null;
  readonly server: ServerRow | null;
}

/** The state of a copy; before the verdict is known, only what the copy itself tells. */
export function copyState({ held, server }: Copies, verdict: Explanation['verdict'] | null): CopyState {
  if (held === null) {
    if (verdict === null || server === null) return STATES.absent;
    return verdict === 'true' ? STATES.waiting : STATES.denied;
  }
  if (server === null || (verdict !== null && verdict !== 'true')) return STATES.overstayed;
  return agrees(held, server) ? STATES.current : STATES.older;
}

/** What a rule says where no copy is concerned: of changing and deleting. */
export function permitState(verdict: Explanation['verdict'] | null): CopyState {
  if (verdict === null) return STATES.absent;
  return verdict === 'true' ? STATES.permitted : STATES.denied;
}

/** The state where only holding is known, not the server's version. */
export function stateOf(held: boolean, explanation: Explanation | null): CopyState {
  if (explanation === null) return held ? STATES.held : STATES.absent;
  if (explanation.verdict === 'true') return held ? STATES.held : STATES.waiting;
  return held ? STATES.overstayed : STATES.denied;
}
