// Clients that can be held to what they show: live, and nothing under way to them or from them [UI-17].
import type { Flight } from '../network/flight.ts';
import type { Subject } from './examiner.ts';
import type { Replica } from './replica.ts';

/** The settled clients, and how many are online at all. */
export function subjectsOf(
  replicas: readonly Replica[],
  flight: Flight,
): { readonly settled: readonly Subject[]; readonly online: number } {
  const flying = new Set(flight.list().map(({ client }) => client));
  const settled = replicas.flatMap((replica): Subject[] => {
    const { phase, session, tables } = replica.client.snapshot();
    if (phase !== 'live' || session === null || flying.has(replica.id)) return [];
    return [{ party: { id: replica.id, name: replica.view().name }, session, tables }];
  });
  return { settled, online: replicas.filter(({ online }) => online).length };
}
