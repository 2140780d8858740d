// What a sentence about the page is told from: the picture that is drawn, its messages, and the names that people know [UI-5].
import type { RowKey } from '../../protocol/rows.ts';
import type { ClientView } from '../../world/world.ts';
import type { Page } from '../page.tsx';
import type { Scene } from './story.ts';

/** Clients that are asked for a title: whoever holds a row is mostly among the first. */
const MOST_ASKED = 50;

/** Of now, or of the moment that is looked back at. */
export function sceneOf(page: Page): Scene {
  return {
    view: page.view(),
    messages: page.messages(),
    nameOf: page.nameOf,
    titleOf: (table, key) => titleOf(page.view().clients, table, key),
  };
}

function titleOf(clients: readonly ClientView[], table: string, key: RowKey): string | null {
  for (const client of clients.slice(0, MOST_ASKED)) {
    const cell = client.tables.find((held) => held.table === table)?.find(key);
    if (cell) return cell.title;
  }
  return null;
}
