// Whatever is written, and whatever the service does meanwhile: it holds what was answered, and in the end the whole working database.
import { expect } from 'vitest';
import { realClock, type Clock } from '../../src/base/clock.ts';
import type { JsonObject } from '../../src/base/json.ts';
import { REQUEST_ID_HEADER } from '../../src/protocol/catalog.ts';
import { allRows, copiedTables } from '../../src/server/libsql-copy.ts';
import type { Storage } from '../../src/server/storage.ts';
import { fc, test } from '../base/property.ts';
import { StandIn, type Fault } from './libsql-stand-in.ts';
import { openOnStandIn } from './open-on-stand-in.ts';
import { login, run, user, type Answered } from './open-server.ts';

/** What has to be waited for comes soon. */
const hurried: Clock = {
  nowMs: () => realClock.nowMs(),
  setTimer: (delayMs, task) => realClock.setTimer(delayMs / 50, task),
};

type Step =
  | { readonly type: 'write'; readonly query: string; readonly args: JsonObject }
  | { readonly type: 'faults'; readonly faults: Fault[] }
  | { readonly type: 'restart' };

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).map((drawn) => drawn.replaceAll('\0', '0'));
const key = fc.integer({ min: 1, max: 5 });
const write = fc.oneof(
  fc.record({
    query: fc.constant('createPost'),
    args: fc.record({ title: text, content: text, published: fc.boolean() }),
  }),
  fc.record({ query: fc.constant('updatePost'), args: fc.record({ id: key, title: text, content: text }) }),
  fc.record({ query: fc.constant('deletePost'), args: fc.record({ id: key }) }),
);
const fault = fc.constantFrom<Fault>('lost request', 'lost answer', 'broken answer', 'busy');
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: write.map(({ query, args }): Step => ({ type: 'write', query, args })) },
  {
    weight: 2,
    arbitrary: fc.array(fault, { minLength: 1, maxLength: 3 }).map((faults): Step => ({ type: 'faults', faults })),
  },
  { weight: 1, arbitrary: fc.constant<Step>({ type: 'restart' }) },
);

/** Every table but the one that each start writes to. */
const rowsOf = (storage: Storage): object =>
  storage.transaction((transaction) => {
    const tables = copiedTables(transaction).filter(({ name }) => name !== '_pyre_migrations');
    return Object.fromEntries(tables.map((table) => [table.name, allRows(transaction, table)]));
  });

async function untilAnswered(ask: () => Promise<Answered>): Promise<number> {
  for (;;) {
    const { status } = await ask();
    if (status !== 503) return status;
    await new Promise<void>((resolve) => realClock.setTimer(5, resolve));
  }
}

test(
  '[SYNC-11] [HTTP-4] each write takes effect once, and the next server starts where this one was',
  [fc.array(step, { minLength: 1, maxLength: 14 })],
  async (steps) => {
    const standIn = new StandIn();
    let opened = await openOnStandIn(standIn, { patience: hurried });
    const me = login(opened.server, user(7));
    await opened.journal.begin(opened.server.snapshot());
    let [created, number] = [0, 0];
    for (const one of steps) {
      if (one.type === 'faults') standIn.faults = one.faults;
      if (one.type === 'restart') {
        standIn.faults = [];
        const before = rowsOf(opened.storage);
        await opened.journal.close();
        opened.server.stop();
        opened = await openOnStandIn(standIn, { patience: hurried });
        expect(rowsOf(opened.storage)).toEqual(before);
      }
      if (one.type !== 'write') continue;
      const headers = { [REQUEST_ID_HEADER]: `r-${++number}` };
      const status = await untilAnswered(() => run(opened.server, me, one.query, one.args, headers));
      expect(status).toBeLessThan(300);
      if (one.query === 'createPost') created++;
      const counted = standIn.database.prepare("select seq from sqlite_sequence where name = 'posts'").raw().get();
      expect(counted ?? [0]).toEqual([created]);
    }
    const before = rowsOf(opened.storage);
    standIn.faults = [];
    const next = await openOnStandIn(standIn, { patience: hurried });
    expect(rowsOf(next.storage)).toEqual(before);
    for (const { journal, server } of [opened, next]) {
      await journal.close();
      server.stop();
    }
  },
  { numRuns: 25 },
);
