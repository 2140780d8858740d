// What applying the edited files would do to each client's rows, while the preview is open: which would go, which would come [UI-10].
import { createMemo, type Accessor } from 'solid-js';
import type { ClientId } from '../../base/ids.ts';
import type { RowKey } from '../../protocol/rows.ts';
import type { ClientImpact } from '../../world/project.ts';
import type { Page } from '../page.tsx';
import type { CopyState } from '../row/state.ts';
import { rowName } from './scarce.ts';

/** What becomes of a row at one client. */
export type Fate = 'gained' | 'lost';

/** A row by its name alone. */
export interface RowPlace {
  readonly table: string;
  readonly key: RowKey;
}

/** What becomes of one client's rows. Rows are named as far as the preview names them; the numbers count all. */
export interface Foreseen {
  readonly count: Readonly<Record<Fate, number>>;
  readonly gained: readonly RowPlace[];
  fate(row: RowPlace): Fate | undefined;
}

/** How a fate looks and reads: glyph, colour and words say the same. */
export const FATES: Readonly<Record<Fate, Pick<CopyState, 'glyph' | 'word' | 'tone'>>> = {
  lost: { glyph: '−', word: 'goes if applied', tone: 'denied' },
  gained: { glyph: '+', word: 'comes if applied', tone: 'trouble' },
};

/** By client; null while no preview is open. */
export function createForeseen(page: Pick<Page, 'impact'>): Accessor<ReadonlyMap<ClientId, Foreseen> | null> {
  return createMemo(() => {
    const impact = page.impact();
    return impact && new Map(impact.clients.map((client) => [client.client, foreseenOf(client)]));
  });
}

/** What a preview foresees for one client. */
export function foreseenOf({ tables }: Pick<ClientImpact, 'tables'>): Foreseen {
  const named = (fate: Fate) => tables.flatMap(({ table, [fate]: { keys } }) => keys.map((key) => ({ table, key })));
  const counted = (fate: Fate) => tables.reduce((sum, { [fate]: { count } }) => sum + count, 0);
  const gained = named('gained');
  const comes = new Set(gained.map(rowName));
  const goes = new Set(named('lost').map(rowName));
  return {
    count: { gained: counted('gained'), lost: counted('lost') },
    gained,
    fate(row) {
      const name = rowName(row);
      if (goes.has(name)) return 'lost';
      return comes.has(name) ? 'gained' : undefined;
    },
  };
}

/** `, 2 rows come and 1 goes if applied`; empty where nothing changes. */
export function foreseenWords(foreseen: Foreseen | undefined): string {
  const { gained, lost } = foreseen?.count ?? { gained: 0, lost: 0 };
  const parts = [
    ...(gained > 0 ? [`${gained} ${gained === 1 ? 'row comes' : 'rows come'}`] : []),
    ...(lost > 0 ? [`${lost} ${lost === 1 ? 'row goes' : 'rows go'}`] : []),
  ];
  return parts.length === 0 ? '' : `, ${parts.join(' and ')} if applied`;
}
