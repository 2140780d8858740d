// Runs a query as a client over its own link, and tells what it came to.
import { realClock } from '../../base/clock.ts';
import type { ClientId } from '../../base/ids.ts';
import type { JsonObject } from '../../base/json.ts';
import type { RunAnswer } from '../../client/client.ts';
import type { QueryEntry } from '../../protocol/catalog.ts';
import type { World } from '../../world/world.ts';
import { obstacleOf, outcomeOf, type Outcome } from './outcome.ts';

/** What is asked: a query of the project, or one that a person typed, and its arguments. */
export interface Question {
  readonly query: Pick<QueryEntry, 'id' | 'name' | 'operation'>;
  /** The text it was typed as; null for a query of the project. */
  readonly typed: string | null;
  readonly args: JsonObject;
}

export interface Answered {
  readonly answer: RunAnswer;
  readonly outcome: Outcome;
  /** When it was asked, by the wall. */
  readonly atMs: number;
  /** By the world's time: a pause is no wait. */
  readonly durationMs: number;
}

/** Never rejects. */
export async function runAs(world: World, client: ClientId, question: Question): Promise<Answered> {
  const { operation } = question.query;
  // Asked before the request is sent, and not waited for: only what comes back without rows needs to know it.
  const revisionBefore = operation === 'query' ? null : world.database.revision();
  const { clients, server } = world.view();
  const asker = clients.find(({ id }) => id === client);
  const obstacle = obstacleOf(asker, server);
  const atMs = realClock.nowMs();
  const sinceMs = world.time.nowMs();
  const answer = await submit(world, client, question);
  const durationMs = Math.max(0, world.time.nowMs() - sinceMs);
  return {
    answer,
    outcome: outcomeOf(operation, answer, { revision: await revisionBefore, obstacle }),
    atMs,
    durationMs,
  };
}

/** A server that started anew, or serves another schema, has forgotten what was typed: it is told once more. */
async function submit(world: World, client: ClientId, { query, typed, args }: Question): Promise<RunAnswer> {
  if (typed === null) return world.submit(client, query.name, args);
  const answer = await world.submit(client, query.id, args);
  if (answer.ok || answer.error.kind !== 'UnknownQuery') return answer;
  const compiled = await world.database.compile(typed);
  const again = compiled.ok && compiled.value.fits && compiled.value.queries.find(({ name }) => name === query.name);
  return again ? world.submit(client, again.id, args) : answer;
}
