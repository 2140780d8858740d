// D1–D4: who must hear of a row, over many registered sessions, against asking each of them.
import type { ChangedRow, Engine } from '../../../src/engine/engine.ts';
import { demoEngine, sessionOf } from '../demo.ts';
import { millisecondsNow, spreadOf, type Measured, type Row } from '../measure.ts';

const SIZES = [1000, 10_000, 100_000] as const;

/** One post: unpublished ones are their author's alone. */
function post(id: number, authorUserId: number, published: boolean): ChangedRow {
  return {
    table_name: 'posts',
    headers: ['id', 'title', 'content', 'authorUserId', 'published', 'createdAt', 'updatedAt'],
    row: [id, `Post ${id}`, 'Some text', authorUserId, published ? 1 : 0, 1_700_000_000, 1_700_000_000],
    stamp: id,
  };
}

async function registered(sessions: number): Promise<Engine> {
  const engine = await demoEngine();
  for (let user = 1; user <= sessions; user++) engine.connect_session(`s${user}`, sessionOf(user));
  return engine;
}

const explicit = (sessions: number): Record<string, { userId: number; role: string }> =>
  Object.fromEntries(Array.from({ length: sessions }, (_, index) => [`s${index + 1}`, sessionOf(index + 1)]));

async function measureRegistered(rows: readonly ChangedRow[], sessions: number, times: number): Promise<Measured> {
  const engine = await registered(sessions);
  return millisecondsNow(() => {
    engine.calculate_registered_deltas(rows);
    engine.collect();
  }, times);
}

async function measureBruteForce(rows: readonly ChangedRow[], sessions: number): Promise<Measured> {
  const engine = await demoEngine();
  const all = explicit(sessions);
  return millisecondsNow(() => {
    engine.calculate_sync_deltas(rows, all);
    engine.collect();
  });
}

async function privateRow(): Promise<Row> {
  const rows = [post(1, 500, false)];
  const ours: Measured[] = [];
  for (const size of SIZES) ours.push(await measureRegistered(rows, size, 200));
  const theirs = await measureBruteForce(rows, 100_000);
  const largest = ours[2] as Measured;
  const growth = largest.median / (ours[0] as Measured).median;
  const ratio = theirs.median / largest.median;
  return {
    id: 'D1',
    what: 'calculate_sync_deltas, one row that one session may see',
    sizes: SIZES,
    ours: ours.map((one) => one.median),
    yardstick: 'brute force',
    theirs: [Number.NaN, Number.NaN, theirs.median],
    unit: 'ms',
    ratio,
    target: `at least 1,000 × faster than brute force; from 1,000 to 100,000 sessions at most 2 × (here ${growth.toFixed(2)} ×)`,
    met: ratio >= 1000 && growth <= 2,
    spread: spreadOf(largest),
  };
}

async function mixedRows(): Promise<Row> {
  const rows = Array.from({ length: 100 }, (_, index) => post(index + 1, (index * 97) % 10_000, index % 2 === 0));
  const ours = await measureRegistered(rows, 10_000, 5);
  const theirs = await measureBruteForce(rows, 10_000);
  const ratio = theirs.median / ours.median;
  return {
    id: 'D3',
    what: '100 mixed rows, 10,000 sessions',
    sizes: [10_000],
    ours: [ours.median],
    yardstick: 'brute force',
    theirs: [theirs.median],
    unit: 'ms',
    ratio,
    target: 'at least 50 × faster than brute force',
    met: ratio >= 50,
    spread: spreadOf(ours),
  };
}

async function comeAndGo(): Promise<Row> {
  const ours: Measured[] = [];
  for (const size of [1000, 100_000]) {
    const engine = await registered(size);
    ours.push(
      millisecondsNow(() => {
        engine.connect_session('guest', sessionOf(7));
        engine.disconnect_session('guest');
      }, 500),
    );
    engine.collect();
  }
  const [few, many] = ours as [Measured, Measured];
  const ratio = many.median / few.median;
  return {
    id: 'D4',
    what: 'connect and disconnect a session',
    sizes: [1000, 100_000],
    ours: [few.median, many.median],
    yardstick: 'the same with 1,000 sessions',
    theirs: [few.median, few.median],
    unit: 'ms',
    ratio,
    target: 'at most 2 × the cost with 1,000',
    met: ratio <= 2,
    spread: spreadOf(many),
  };
}

export const deltaRows = { D1: privateRow, D3: mixedRows, D4: comeAndGo };
