// A preview that keeps nobody waiting: views are read page by page between requests, and from the beginning where a write came between [UI-10].
import type { PreviewAnswer, TableImpact } from '../protocol/impact.ts';
import {
  compare,
  planPreview,
  previewProject,
  tableImpact,
  type Change,
  type Plan,
  type PreviewQuestion,
} from './impact.ts';
import { readRevision } from './mutate.ts';
import type { ServerState } from './state.ts';
import type { Transaction } from './storage.ts';

/** How long a preview keeps the server busy before it lets others go first. */
export const SLICE_MS = 8;
/** So often a preview begins anew when writes came between; then it takes its time in one piece. */
const ATTEMPTS = 4;
/** Rows that are compared: with nobody waiting, more than a preview in one piece may read. */
const SLICED_BOUNDS = { sessions: 300, rows: 2_000_000 };

/** Something was written, or a session changed, meanwhile: what was read is of another moment. */
class Outrun extends Error {}

/**
 * The same as `previewProject`, exact for one moment. Only sources that leave the tables as they are can be looked at between
 * requests; others are installed in one piece, as applying them would be. `pause`: lets others go first.
 */
export async function previewInSlices(question: PreviewQuestion, pause: () => Promise<void>): Promise<PreviewAnswer> {
  const { state, engine, sources, options } = question;
  const sliced = { ...question, options: { ...options, bounds: options.bounds ?? SLICED_BOUNDS } };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const planned = planPreview(sliced, () => undefined);
    if (!planned.ok) return planned;
    if (planned.value.migration.length > 0) break;
    try {
      const known = await compareViews(state, planned.value, pause);
      return { ok: true, value: compare(state, planned.value, known) };
    } catch (error) {
      if (!(error instanceof Outrun)) throw error;
    }
  }
  return previewProject(state, engine, sources, options);
}

/** Compares one change after the other: all together would be a long piece again. */
async function compareViews(
  state: ServerState,
  plan: Plan,
  pause: () => Promise<void>,
): Promise<ReadonlyMap<Change, TableImpact>> {
  const { storage, clock, project } = state;
  const revision = storage.transaction(readRevision);
  const values = plan.sessions.map((session) => session.values);
  const isOutrun = (transaction: Transaction) =>
    state.project !== project ||
    readRevision(transaction) !== revision ||
    plan.sessions.some((session, index) => session.values !== values[index]);
  let untilMs = clock.nowMs() + SLICE_MS;
  const next = async <Value>(work: (transaction: Transaction) => Value): Promise<Value> => {
    if (clock.nowMs() > untilMs) {
      await pause();
      untilMs = clock.nowMs() + SLICE_MS;
    }
    return storage.transaction((transaction) => {
      if (isOutrun(transaction)) throw new Outrun();
      return [work(transaction)] as const;
    })[0];
  };
  const known = new Map<Change, TableImpact>();
  for (const change of plan.affordable) {
    const { table, hashBefore, hashAfter, session, values: fitted } = change;
    await plan.before.readInPages(next, table, hashBefore, session.values);
    await plan.after.readInPages(next, table, hashAfter, fitted);
    known.set(change, await next(() => tableImpact(change, plan)));
  }
  return known;
}
