// A preview that keeps nobody waiting: piece by piece between requests, of one moment all the same [UI-10].
import type { PreviewAnswer, TableImpact } from '../protocol/impact.ts';
import { refusedBy, refusedByRows } from './change-project.ts';
import {
  audienceOf,
  compare,
  planOver,
  planPreview,
  previewProject,
  schemaSteps,
  tableImpact,
  type Audience,
  type Change,
  type Plan,
  type PreviewQuestion,
} from './impact.ts';
import { readRevision } from './mutate.ts';
import { installInSteps, plannedMigration } from './project.ts';
import type { ServerState } from './state.ts';
import type { Storage } from './storage.ts';
import { Turns, type Next } from './turns.ts';

/** So often a preview begins anew when something came between; then it takes its time in one piece. */
const ATTEMPTS = 4;
/** Rows that are compared: with nobody waiting, more than a preview in one piece may read. */
const SLICED_BOUNDS = { sessions: 300, rows: 2_000_000 };

/** Something was written, or a session changed, meanwhile: what was read is of another moment. */
class Outrun extends Error {}

/**
 * The same as `previewProject`, exact for one moment. Where sources leave the tables as they are, views are read page by page,
 * and anew where a write came between; others are installed on a copy of the database. `pause`: lets others go first.
 */
export async function previewInSlices(question: PreviewQuestion, pause: () => Promise<void>): Promise<PreviewAnswer> {
  const { state, engine, sources, options } = question;
  const sliced = { ...question, options: { ...options, bounds: options.bounds ?? SLICED_BOUNDS } };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    try {
      const answer = changesTables(sliced) ? await previewOnCopy(sliced, pause) : await previewInPlace(sliced, pause);
      if (answer) return answer;
      break;
    } catch (error) {
      if (!(error instanceof Outrun)) throw error;
    }
  }
  return previewProject(state, engine, sources, options);
}

/** Whether installing the sources would take more than loading them; what is refused takes nothing. */
function changesTables({ state, engine, sources, options }: PreviewQuestion): boolean {
  if (engine.check(sources).length > 0) return false;
  return state.storage.transaction((transaction) => {
    const planned = plannedMigration(engine, transaction, sources, options.drop ?? []);
    return planned.ok && schemaSteps(planned.value.sql).length > 0;
  });
}

async function previewInPlace(question: PreviewQuestion, pause: () => Promise<void>): Promise<PreviewAnswer> {
  const { state } = question;
  const planned = planPreview(question, () => undefined);
  if (!planned.ok) return planned;
  const revision = state.storage.transaction(readRevision);
  const moved = movedSince(state, planned.value);
  const next = new Turns(state.clock, pause).over(state.storage, (transaction) => {
    if (moved() || readRevision(transaction) !== revision) throw new Outrun();
  });
  const known = await compareViews(planned.value, next, next);
  if (moved()) throw new Outrun();
  return { ok: true, value: compare(state, planned.value, known) };
}

/**
 * Where the sources change tables: the database is copied, the copy is copied, one of them is migrated a statement at a time,
 * and both are read. What is written meanwhile is not of that moment. Null where the database cannot be copied.
 */
async function previewOnCopy(question: PreviewQuestion, pause: () => Promise<void>): Promise<PreviewAnswer | null> {
  const { state } = question;
  const audience = audienceOf(question);
  const moved = movedSince(state, audience);
  const look = () => {
    if (moved()) throw new Outrun();
  };
  const copies: Storage[] = [];
  const copied = (storage: Storage): Storage | null => {
    const copy = storage.copy?.() ?? null;
    if (copy) copies.push(copy);
    return copy;
  };
  const turns = new Turns(state.clock, pause);
  try {
    const before = await turns.take(() => copied(state.storage));
    const after = before && (await turns.take(() => copied(before)));
    return (
      before && after && (await previewOver(question, audience, turns.over(before, look), turns.over(after, look)))
    );
  } catch (error) {
    return refusedByRows(error);
  } finally {
    for (const copy of copies) copy.close();
  }
}

/** The database as it was, and the one that is migrated. */
async function previewOver(
  question: PreviewQuestion,
  audience: Audience,
  before: Next,
  after: Next,
): Promise<PreviewAnswer> {
  const { state, engine, sources, options } = question;
  const installed = await installInSteps(engine, after, sources, options.drop ?? []);
  if (!installed.ok) return refusedBy(installed.diagnostics);
  const plan = await after((transaction) => planOver(transaction, installed.value, audience, question));
  const known = await compareViews(plan, before, after);
  return after(() => ({ ok: true, value: compare(state, plan, known) }));
}

/** Says whether the server has another project by now, or a session other values. */
function movedSince(state: ServerState, { sessions }: Pick<Plan, 'sessions'>): () => boolean {
  const { project } = state;
  const values = sessions.map((session) => session.values);
  return () => state.project !== project || sessions.some((session, index) => session.values !== values[index]);
}

/** Compares one change after the other: all together would be a long piece again. */
async function compareViews(plan: Plan, nextBefore: Next, nextAfter: Next): Promise<ReadonlyMap<Change, TableImpact>> {
  const known = new Map<Change, TableImpact>();
  for (const change of plan.affordable) {
    const { table, hashBefore, hashAfter, session, values } = change;
    await plan.before.readInPages(nextBefore, table, hashBefore, session.values);
    await plan.after.readInPages(nextAfter, table, hashAfter, values);
    known.set(change, await nextAfter(() => tableImpact(change, plan)));
  }
  return known;
}
