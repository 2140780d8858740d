// Whatever order messages, pages, faults and restarts come in, a replica ends equal to the model's view.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SyncAnswer } from '../../src/protocol/sync.ts';
import type { SyncEvent } from '../../src/client/sync-types.ts';
import { ModelServer, TABLES, type Table, type Write } from './model-server.ts';
import { listRows, Replica, schemaOf } from './replica.ts';

type Op =
  | { readonly type: 'commit'; readonly writes: readonly Write[] }
  | { readonly type: 'changeRule'; readonly table: Table }
  | { readonly type: 'read' | 'deliverAnswer' | 'failRequest' | 'deliverMessage' | 'loseMessage' | 'repeatMessage' }
  | { readonly type: 'breakSocket' | 'heartbeat' | 'retry' | 'reload' | 'offline' | 'online' | 'resync' }
  | { readonly type: 'changeUser' | 'prune' | 'newEpoch' };

const write: fc.Arbitrary<Write> = fc.record({
  table: fc.constantFrom(...TABLES),
  key: fc.integer({ min: 1, max: 5 }),
  value: fc.option(fc.integer({ min: 0, max: 5 }), { freq: 4 }),
});
const plain = (...types: readonly Exclude<Op['type'], 'commit' | 'changeRule'>[]): fc.Arbitrary<Op> =>
  fc.constantFrom(...types).map((type) => ({ type }) as Op);
const op: fc.Arbitrary<Op> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.array(write, { minLength: 1, maxLength: 3 }).map((writes): Op => ({ type: 'commit', writes })),
  },
  { weight: 12, arbitrary: plain('read', 'deliverAnswer', 'deliverMessage', 'deliverMessage') },
  {
    weight: 3,
    arbitrary: plain('failRequest', 'loseMessage', 'loseMessage', 'repeatMessage', 'breakSocket', 'heartbeat', 'retry'),
  },
  { weight: 1, arbitrary: plain('reload', 'offline', 'online', 'resync', 'changeUser', 'prune', 'newEpoch') },
  { weight: 1, arbitrary: fc.constantFrom(...TABLES).map((table): Op => ({ type: 'changeRule', table })) },
);

class Run {
  readonly server = new ModelServer();
  readonly #pageSize: number;
  #replica: Replica;
  /** A page that was read and has not arrived: with the request it answers. */
  #answer: { readonly request: number; readonly answer: SyncAnswer | null } | null = null;
  #socket = 0;

  constructor(pageSize: number) {
    this.#pageSize = pageSize;
    this.#replica = new Replica({ pageSize });
  }

  get replica(): Replica {
    return this.#replica;
  }

  async start(): Promise<void> {
    await this.#replica.start();
    this.#follow();
  }

  async apply(op: Op): Promise<void> {
    switch (op.type) {
      case 'commit':
        return this.server.commit(op.writes);
      case 'changeRule':
        return this.server.changeRule(op.table);
      case 'changeUser':
        return this.server.changeUser();
      case 'prune':
        return this.server.prune();
      case 'newEpoch':
        this.server.newEpoch();
        return this.#feed({ type: 'socketClosed', socket: this.replica.socket, code: 1012, reason: '' });
      case 'read':
        return this.#read();
      case 'deliverAnswer':
        return this.#deliverAnswer();
      case 'failRequest':
        return this.#fail('Unavailable');
      case 'deliverMessage':
        return this.#deliver(true);
      case 'repeatMessage':
        return this.#deliver(false);
      case 'loseMessage':
        return void (this.server.queue?.[0]?.type === 'delta' && this.server.queue.shift());
      case 'breakSocket':
        this.server.queue = null;
        return this.#feed({ type: 'socketClosed', socket: this.replica.socket, code: 1006, reason: '' });
      case 'heartbeat':
        return this.#feed({ type: 'timerFired', timer: 'heartbeat' });
      case 'retry':
        return this.#feed({ type: 'timerFired', timer: 'retry' });
      case 'offline':
        return this.#feed({ type: 'wentOffline' });
      case 'online':
        return this.#feed({ type: 'wentOnline' });
      case 'resync':
        return this.#feed({ type: 'resyncAsked' });
      case 'reload':
        this.#replica = new Replica({ pageSize: this.#pageSize, disk: this.#replica.disk });
        this.#answer = null;
        this.#socket = 0;
        this.server.queue = null;
        return this.start();
    }
  }

  /** Faults have stopped: how many deliveries until nothing is under way? */
  async drain(): Promise<void> {
    await this.apply({ type: 'online' });
    for (let round = 0; round < 200; round++) {
      if (round % 10 === 9) await this.apply({ type: 'heartbeat' });
      for (const type of ['deliverMessage', 'read', 'deliverAnswer', 'retry'] as const) await this.apply({ type });
      const quiet = this.server.queue?.length === 0 && this.replica.state.link.phase === 'live';
      if (quiet && round > 20) return;
    }
  }

  /** [CLIENT-2] Every row of the view below the cursor is held, in memory and on disk. */
  async checkCursor(): Promise<void> {
    const cached = await this.replica.stored();
    const disk = (cached?.rows ?? []).map(
      ({ table, row }) => `${table}/${String(row['id'])}@${String(row['_pyre_stamp'])}`,
    );
    if (cached?.meta.databaseEpoch !== String(this.server.epoch)) return;
    const below = this.server.view((table) => {
      const entry = cached.meta.cursor.tables[table];
      return entry?.permission_hash === this.server.hash(table) ? (entry.last_seen_updated_at ?? -1) : -1;
    });
    expect(listRows(this.replica.store.tables)).toEqual(expect.arrayContaining(below));
    expect(disk).toEqual(expect.arrayContaining(below));
    expect(disk.toSorted()).toEqual(this.replica.holds);
  }

  #feed(event: SyncEvent): void {
    this.replica.feed(event);
    this.#follow();
  }

  /** The server's end follows what the replica does: sockets opened and closed, pings. */
  #follow(): void {
    const { replica } = this;
    if (replica.socket !== this.#socket) {
      this.#socket = replica.socket;
      if (this.#socket === 0) this.server.queue = null;
      else this.server.connect();
    }
    if (replica.effects.some((effect) => effect.type === 'sendPing')) this.server.pong();
  }

  #deliver(once: boolean): void {
    const message = this.server.queue?.[0];
    if (message === undefined || (!once && message.type !== 'delta')) return;
    if (once) this.server.queue?.shift();
    this.#feed({ type: 'messageArrived', socket: this.replica.socket, message });
  }

  #read(): void {
    const { link } = this.replica.state;
    if (link.phase !== 'catching_up' || link.request === null || this.#answer?.request === link.request) return;
    const asked = this.replica.log.findLast((effect) => 'request' in effect && effect.request === link.request);
    if (asked?.type === 'requestSchema') {
      return this.#feed({ type: 'schemaArrived', request: link.request, schema: schemaOf(...TABLES) });
    }
    if (asked?.type === 'requestPage') this.#answer = { request: link.request, answer: this.server.answer(asked.body) };
  }

  #deliverAnswer(): void {
    if (this.#answer === null) return;
    const { request, answer } = this.#answer;
    this.#answer = null;
    if (answer === null) {
      return this.#feed({ type: 'requestFailed', request, error: { kind: 'SessionMismatch', message: '' } });
    }
    this.#feed({ type: 'pageArrived', request, answer });
  }

  #fail(kind: 'Unavailable'): void {
    this.#answer = null;
    this.#feed({ type: 'requestFailed', request: this.replica.request, error: { kind, message: '' } });
  }
}

describe('interleavings', () => {
  it('[SYNC-1] [SYNC-9] [SYNC-10] [CLIENT-2] end equal to the view, whatever happened', async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(op, { minLength: 10, maxLength: 120, size: 'max' }),
      async (pageSize, ops) => {
        const run = new Run(pageSize);
        await run.start();
        for (const each of ops) {
          await run.apply(each);
          await run.checkCursor();
        }
        await run.drain();
        await run.checkCursor();
        expect(run.replica.state.link.phase).toBe('live');
        expect(run.replica.holds).toEqual(run.server.view());
      },
    );
    await fc.assert(property, { numRuns: Number(process.env['RUNS'] ?? 500) });
  });
});
