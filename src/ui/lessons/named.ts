// Goals as a person reads them: by the names of clients and the titles of rows rather than by numbers alone. Pure.
import type { ClientView, WorldView } from '../../world/world.ts';
import { readKey, tableOf } from './words.ts';

/** `client 2 holds post 7` → `Bruno Rossi holds post 7 “Night trains”`; what nobody has or holds stays a number. */
export function named(text: string, view: Pick<WorldView, 'clients' | 'schema'>): string {
  return withTitles(withNames(text, view.clients), view);
}

function withNames(text: string, clients: readonly ClientView[]): string {
  return text.replace(/\bclient (\d+)\b/g, (whole, number: string) => {
    return clients.find((client) => client.number === Number(number))?.name ?? whole;
  });
}

function withTitles(text: string, { clients, schema }: Pick<WorldView, 'clients' | 'schema'>): string {
  return text.replace(/\b(\w+) (\d+|"[^"]*")(?=$|[\s.,])/g, (whole, word: string, written: string) => {
    const table = tableOf(schema, word)?.name;
    const key = readKey(written);
    if (table === undefined || key === null) return whole;
    const holder = clients.map((client) => client.tables.find((held) => held.table === table)?.find(key));
    const title = holder.find((cell) => cell !== undefined)?.title;
    return title === undefined || title === null || title === '' ? whole : `${whole} “${title}”`;
  });
}
