// Goals as a person reads them: by the names of clients rather than by their numbers. Pure.
import type { ClientView } from '../../world/world.ts';

/** `client 2 holds post 7` → `Bruno Rossi holds post 7`; a number that nobody has stays. */
export function named(text: string, clients: readonly ClientView[]): string {
  return text.replace(/\bclient (\d+)\b/g, (whole, number: string) => {
    return clients.find((client) => client.number === Number(number))?.name ?? whole;
  });
}
