// D1–D4: who must hear of a row, over many registered sessions, against asking each of them.
import type { ChangedRow, Engine } from '../../../src/engine/engine.ts';
import { askEverybody, type AskedSession, type Asking } from '../brute-force.ts';
import { demoEngine, sessionOf } from '../demo.ts';
import { at, inTurns, medians, spreadOf, type Claim, type Measured, type Row } from '../measure.ts';

const SIZES = [1000, 10_000, 100_000] as const;
/** Work of microseconds is best measured in many short rounds: most of them are left alone by whatever else runs. */
const MANY_ROUNDS = 41;
const SECONDS_IN_2023 = 1_700_000_000;

/** One post: unpublished ones are their author's alone. */
function post(id: number, authorUserId: number, published: boolean): ChangedRow {
  return {
    table_name: 'posts',
    headers: ['id', 'title', 'content', 'authorUserId', 'published', 'createdAt', 'updatedAt'],
    row: [id, `Post ${id}`, 'Some text', authorUserId, published ? 1 : 0, SECONDS_IN_2023, SECONDS_IN_2023],
    stamp: id,
  };
}

async function registered(sessions: number): Promise<Engine> {
  const engine = await demoEngine();
  for (const { id, values } of sessionList(sessions)) engine.connect_session(id, values);
  return engine;
}

const sessionList = (sessions: number): readonly AskedSession[] =>
  Array.from({ length: sessions }, (_, index) => ({ id: `s${index + 1}`, values: sessionOf(index + 1) }));

/** One call of the registered kind, with the tidying that the server does between requests. */
const registeredDeltas = (engine: Engine, rows: readonly ChangedRow[]) => () => {
  engine.calculate_registered_deltas(rows);
  engine.collect();
};

const audiences = (engine: Engine, rows: readonly ChangedRow[]) => () => {
  engine.calculate_audiences(rows);
  engine.collect();
};

async function privateRow(): Promise<Row> {
  const rows = [post(1, 500, false)];
  const engines = await Promise.all(SIZES.map(registered));
  const ours = await inTurns(
    engines.map((engine) => ({ work: registeredDeltas(engine, rows), times: 20 })),
    MANY_ROUNDS,
  );
  const theirs = await inTurns(SIZES.map((size) => ({ work: askingEverybody(rows, size) })));
  const lean = await inTurns(SIZES.map((size) => ({ work: askingEverybody(rows, size, 'lean') })));
  const growth = at(ours, -1).median / at(ours, 0).median;
  const ratio = at(theirs, -1).median / at(ours, -1).median;
  const spread = spreadOf(at(ours, -1));
  return {
    id: 'D1',
    what: 'deltas of one row that one session may see (sessions)',
    sizes: SIZES,
    ours: medians(ours),
    yardstick: 'brute force',
    theirs: medians(theirs),
    unit: 'ms',
    ratio,
    target: 'at least 1,000 × faster than brute force; from 1,000 to 100,000 sessions at most 2 ×',
    met: ratio >= 1000 && growth <= 2,
    spread,
    also: [
      growthClaim('growth from 1,000 to 100,000 sessions', medians(ours), growth, spread),
      leanClaim(SIZES, ours, lean),
    ],
  };
}

function leanClaim(sizes: readonly number[], ours: readonly Measured[], lean: readonly Measured[]): Claim {
  return {
    what: 'beside the leanest loop over all pairs: no JSON of the sessions, no allocation',
    sizes,
    ours: medians(ours),
    yardstick: 'lean loop',
    theirs: medians(lean),
    unit: 'ms',
    ratio: at(lean, -1).median / at(ours, -1).median,
    target: 'none: for comparison',
    met: true,
    spread: spreadOf(at(ours, -1)),
  };
}

function growthClaim(what: string, ours: readonly number[], growth: number, spread: string): Claim {
  const first = at(ours, 0);
  return {
    what,
    sizes: SIZES,
    ours,
    yardstick: 'the same with 1,000 sessions',
    theirs: ours.map(() => first),
    unit: 'ms',
    ratio: growth,
    target: 'at most 2 ×',
    met: growth <= 2,
    spread,
  };
}

/** Both sides pay for their JSON: brute force is handed all sessions with every call, and its answer is read. */
function askingEverybody(rows: readonly ChangedRow[], sessions: number, asking: Asking = 'plain'): () => void {
  const all = sessionList(sessions);
  if (asking === 'lean') return () => void askEverybody(rows, all, asking);
  return () => {
    const handed = JSON.parse(JSON.stringify(all)) as readonly AskedSession[];
    JSON.parse(askEverybody(rows, handed, asking));
  };
}

async function publicRow(): Promise<Row> {
  const rows = [post(1, 500, true)];
  const engines = await Promise.all(SIZES.map(registered));
  const ours = await inTurns(
    engines.map((engine) => ({ work: audiences(engine, rows), times: 20 })),
    MANY_ROUNDS,
  );
  const measured = await inTurns(
    [
      ...engines.map((engine) => ({ work: registeredDeltas(engine, rows) })),
      ...SIZES.map((size) => ({ work: writingIds(size) })),
    ],
    15,
  );
  const spelledOut = measured.slice(0, 3);
  const written = measured.slice(3);
  const growth = at(ours, -1).median / at(ours, 0).median;
  const ratio = at(spelledOut, -1).median / at(written, -1).median;
  const first = at(ours, 0).median;
  return {
    id: 'D2',
    what: 'deltas of one row that everyone may see, audience not spelled out (sessions)',
    sizes: SIZES,
    ours: medians(ours),
    yardstick: 'the same with 1,000 sessions',
    theirs: ours.map(() => first),
    unit: 'ms',
    ratio: growth,
    target: 'at most 2 × from 1,000 to 100,000 sessions; spelled out: at most 3 × the cost of writing the ids',
    met: growth <= 2 && ratio <= 3,
    spread: spreadOf(at(ours, -1)),
    also: [
      {
        what: 'the same, spelled out',
        sizes: SIZES,
        ours: medians(spelledOut),
        yardstick: 'writing the ids as JSON and reading them',
        theirs: medians(written),
        unit: 'ms',
        ratio,
        target: 'at most 3 ×',
        met: ratio <= 3,
        spread: spreadOf(at(spelledOut, -1)),
      },
    ],
  };
}

/** Both sides end with the ids in hand: the engine's answer is read from JSON as well. */
function writingIds(sessions: number): () => void {
  const ids = sessionList(sessions).map(({ id }) => id);
  return () => void JSON.parse(JSON.stringify({ session_ids: ids }));
}

async function mixedRows(): Promise<Row> {
  const sizes = [1000, 3000, 10_000];
  const rows = Array.from({ length: 100 }, (_, index) => post(index + 1, (index * 97) % 10_000, index % 2 === 0));
  const engines = await Promise.all(sizes.map(registered));
  const measured = await inTurns(
    [
      ...engines.map((engine) => ({ work: registeredDeltas(engine, rows) })),
      ...engines.map((engine) => ({ work: audiences(engine, rows) })),
    ],
    MANY_ROUNDS,
  );
  const [ours, unspelled] = [measured.slice(0, 3), measured.slice(3)];
  const theirs = await inTurns(sizes.map((size) => ({ work: askingEverybody(rows, size) })));
  const lean = await inTurns(sizes.map((size) => ({ work: askingEverybody(rows, size, 'lean') })));
  const ratio = at(theirs, -1).median / at(ours, -1).median;
  const unspelledRatio = at(theirs, -1).median / at(unspelled, -1).median;
  const target = 'at least 50 × faster than brute force';
  const shared = { sizes, yardstick: 'brute force', theirs: medians(theirs), unit: 'ms', target };
  return {
    ...shared,
    id: 'D3',
    what: 'deltas of 100 mixed rows, all recipients named (sessions)',
    ours: medians(ours),
    ratio,
    met: ratio >= 50,
    spread: spreadOf(at(ours, -1)),
    also: [
      {
        ...shared,
        what: 'the same as the server asks for it: those who get what everybody gets are not named',
        ours: medians(unspelled),
        ratio: unspelledRatio,
        met: unspelledRatio >= 50,
        spread: spreadOf(at(unspelled, -1)),
      },
      leanClaim(sizes, ours, lean),
    ],
  };
}

async function comeAndGo(): Promise<Row> {
  const engines = await Promise.all(SIZES.map(registered));
  const ours = await inTurns(
    engines.map((engine) => ({ work: () => comingAndGoing(engine), times: 50 })),
    MANY_ROUNDS,
  );
  const first = at(ours, 0).median;
  const ratio = at(ours, -1).median / first;
  return {
    id: 'D4',
    what: 'connect and disconnect a session (sessions registered)',
    sizes: SIZES,
    ours: medians(ours),
    yardstick: 'the same with 1,000 sessions',
    theirs: ours.map(() => first),
    unit: 'ms',
    ratio,
    target: 'at most 2 × the cost with 1,000',
    met: ratio <= 2,
    spread: spreadOf(at(ours, -1)),
  };
}

let guests = 0;

/** Sweeping is part of the cost: the door does it when it is worth it. */
function comingAndGoing(engine: Engine): void {
  const guest = `guest${guests++}`;
  engine.connect_session(guest, sessionOf(7));
  engine.disconnect_session(guest);
}

export const deltaRows = { D1: privateRow, D2: publicRow, D3: mixedRows, D4: comeAndGo };
