// What a person asks of the server's inside: told to the page, judged slice by slice, and never rejecting.
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import type { QueryEntry } from '../../src/protocol/catalog.ts';
import type { ControlAnswer, ServerStatus } from '../../src/protocol/control.ts';
import type { Inspection } from '../../src/protocol/inspection.ts';
import { Database } from '../../src/world/database.ts';
import { Calls } from '../../src/world/calls.ts';
import { closedInspection, forwardingInspection } from '../../src/world/inspection.ts';

const running: ServerStatus = { phase: 'running', databaseEpoch: 'e', serverRevision: 4, connections: 0 };
const stopped: ServerStatus = { phase: 'stopped' };
const query: QueryEntry = {
  id: 'q1',
  name: 'Typed',
  operation: 'query',
  params: [],
  source: 'query Typed',
  generated: false,
};

function stage(inspection: Partial<Inspection>) {
  const told: string[] = [];
  const learnt: string[] = [];
  const stood: ServerStatus[] = [];
  const database = new Database({
    clock: new VirtualClock(),
    control: { status: async () => ({ ok: true, value: running }) },
    inspection: { ...closedInspection('closed'), ...inspection },
    stands: async (status) => void stood.push(status),
    learn: (typed) => learnt.push(...typed.map(({ name }) => name)),
    tell: (tone, text) => told.push(`${tone}: ${text}`),
  });
  return { database, told, learnt, stood };
}

const answering = (value: ServerStatus) => async (): Promise<ControlAnswer<ServerStatus>> => ({ ok: true, value });

test('stopping and starting are told, and the server stands as it says', async () => {
  const { database, told, stood } = stage({ stop: answering(stopped), start: answering(running) });
  await database.restart();
  expect(stood).toEqual([stopped, running]);
  expect(told).toEqual(['plain: The server runs again, with all that it had acknowledged.']);
  await database.stop();
  expect(told[1]).toContain('The server is stopped');
});

test('a server that does not stop is not started', async () => {
  const { database, told, stood } = stage({ start: answering(running) });
  await database.restart();
  expect(stood).toEqual([]);
  expect(told).toEqual(['trouble: The server did not stop: closed']);
});

test('typed operations are learnt when they fit', async () => {
  const { database, learnt } = stage({
    compile: async (text) => ({
      ok: true,
      value: text === 'good' ? { fits: true, queries: [query] } : { fits: false, diagnostics: [] },
    }),
  });
  await database.compile('bad');
  await database.compile('good');
  expect(learnt).toEqual(['Typed']);
});

test('the revision is the server’s own', async () => {
  expect(await stage({}).database.revision()).toBe(4);
});

test('a server that judges nobody does not keep the page asking', async () => {
  const { database } = stage({
    verdicts: async () => ({ ok: true, value: { databaseEpoch: 'e', serverRevision: 1, listOf: [], lists: [] } }),
  });
  expect(await database.verdicts('posts', [{ userId: 1 }], null)).toMatchObject({ ok: false });
});

test('a control plane that breaks is an answer', async () => {
  const plane = new Proxy(closedInspection(''), {
    get() {
      throw new Error('the port is gone');
    },
  });
  const broken = forwardingInspection(new Calls<Inspection>(plane).ask);
  const asked = [
    broken.rows({ table: 'posts', limit: 1, offset: 0, sort: null, filter: '' }),
    broken.verdicts({ table: 'posts', sessions: [], keys: null }),
    broken.compile(''),
    broken.sqlOf(''),
    broken.requests(0),
    broken.image(),
    broken.stop(),
    broken.start(),
  ];
  for (const answer of await Promise.all(asked))
    expect(answer).toMatchObject({ ok: false, message: 'the port is gone' });
});
