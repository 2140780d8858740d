// The client's side of the rules, one script each: what is said, and what the replica then holds and does.
import { describe, expect, it } from 'vitest';
import {
  catchup,
  closed,
  connected,
  delta,
  fails,
  fires,
  garbage,
  live,
  offline,
  online,
  page,
  pong,
  reconnect,
  Replica,
  reset,
  resync,
  schema,
  type ReplicaOptions,
  type Saying,
} from './replica.ts';

interface Case {
  readonly rule: string;
  readonly options?: ReplicaOptions;
  readonly script: readonly Saying[];
  readonly holds?: readonly string[];
  readonly phase?: string;
  readonly cursor?: readonly string[];
  /** Effects of the last event. */
  readonly did?: readonly string[];
}

const greeted: readonly Saying[] = [connected(), schema()];
const twoPosts = page(20, { posts: { rows: ['1@10', '2@20'], until: 20 } });
const annAdmin = { userId: 1, role: 'admin' };
const ben = { userId: 2, role: 'user' };

const cases: readonly Case[] = [
  {
    rule: '[CLIENT-1] a greeted client asks for the schema, then for a page',
    script: [connected()],
    phase: 'catching_up',
    did: ['setTimer heartbeat', 'cancelTimer retry', 'requestSchema', 'setTimer patience'],
  },
  {
    rule: '[CLIENT-1] the last page makes a client live',
    script: [...greeted, twoPosts],
    phase: 'live',
    holds: ['posts/1@10', 'posts/2@20'],
    cursor: ['posts:20#h'],
    did: ['cancelTimer patience'],
  },
  {
    rule: '[SYNC-4] a page that has more is followed by the next',
    script: [...greeted, page(20, { posts: { rows: ['1@10'], until: 10 } }, { more: true })],
    phase: 'catching_up',
    cursor: ['posts:10#h'],
    did: ['cancelTimer retry', 'requestPage', 'setTimer patience'],
  },
  {
    rule: '[SYNC-4] a page that promises more and brings nothing is not asked for again at once',
    script: [...greeted, twoPosts, catchup('queueOverflow'), page(20, {}, { more: true })],
    phase: 'catching_up',
    did: ['cancelTimer patience', 'setTimer retry'],
  },
  {
    rule: '[SYNC-8] a row older than the one held is ignored',
    script: [...greeted, delta(0, 1, 'posts/1@15'), page(12, { posts: { rows: ['1@10'], until: 12 } })],
    holds: ['posts/1@15'],
  },
  {
    rule: '[SYNC-8] a removal older than the row held is ignored',
    script: [...live, delta(0, 1, 'posts/1@15'), delta(1, 2, 'posts/1!14')],
    holds: ['posts/1@15'],
  },
  {
    rule: '[SYNC-8] a page under way does not bring a removed row back',
    script: [...greeted, delta(0, 1, 'posts/1!15'), page(12, { posts: { rows: ['1@10'], until: 12 } })],
    holds: [],
    phase: 'live',
  },
  {
    rule: '[SYNC-8] a removal is remembered over several pages',
    script: [
      ...greeted,
      page(9, { posts: { rows: ['2@5'], until: 5 } }, { more: true }),
      delta(0, 1, 'posts/1!15'),
      page(12, { posts: { rows: ['1@10'], until: 12 } }),
    ],
    holds: ['posts/2@5'],
  },
  {
    rule: '[SYNC-8] a row written again after its removal comes back',
    script: [...greeted, delta(0, 1, 'posts/1!15'), delta(1, 2, 'posts/1@17'), page(12, { posts: { until: 12 } })],
    holds: ['posts/1@17'],
  },
  {
    rule: '[SYNC-7] a row that leaves my view is removed while live',
    script: [...greeted, twoPosts, delta(0, 1, 'posts/1!21')],
    holds: ['posts/2@20'],
  },
  {
    rule: '[SYNC-7] a row that left my view while I was away is removed by a page',
    script: [
      ...greeted,
      twoPosts,
      closed(),
      fires('retry'),
      ...greeted,
      page(30, { posts: { removed: [1], until: 30 } }),
    ],
    holds: ['posts/2@20'],
  },
  {
    rule: '[SYNC-7] a removal of a page holds for rows up to its sync point, not beyond',
    script: [...greeted, delta(0, 1, 'posts/1@35'), page(30, { posts: { removed: [1], until: 30 } })],
    holds: ['posts/1@35'],
  },
  {
    rule: '[SYNC-7] a row deleted and inserted again in one mutation stays',
    script: [...greeted, twoPosts, delta(0, 1, 'posts/1!21', 'posts/1@22')],
    holds: ['posts/1@22', 'posts/2@20'],
  },
  {
    rule: '[SYNC-7] a row inserted and deleted again in one mutation does not stay',
    script: [...greeted, twoPosts, delta(0, 1, 'posts/3@21', 'posts/3!22')],
    holds: ['posts/1@10', 'posts/2@20'],
  },
  {
    rule: '[SYNC-10] a row that only a delta brought does not outlive its lost removal: first page of its table',
    script: [
      ...greeted,
      delta(0, 1, 'posts/1@5'),
      closed(),
      fires('retry'),
      ...greeted,
      page(9, { posts: { until: 9 } }),
    ],
    holds: [],
  },
  {
    rule: '[SYNC-10] a row that only a delta brought does not outlive its lost removal: later page',
    script: [
      ...live,
      delta(7, 8, 'posts/1@5'),
      closed(),
      fires('retry'),
      ...greeted,
      page(9, { posts: { rows: ['2@7'], until: 9 } }),
    ],
    holds: ['posts/2@7'],
  },
  {
    rule: '[SYNC-10] a row that only a delta brought does not outlive its lost removal: table without news',
    script: [...live, delta(7, 8, 'posts/1@5'), closed(), fires('retry'), ...greeted, page(9, {})],
    holds: [],
  },
  {
    rule: '[SYNC-10] a row that deltas brought into a table never read does not outlive its lost removal',
    script: [...greeted, page(0, {}), delta(0, 1, 'posts/1@5'), closed(), fires('retry'), ...greeted, page(9, {})],
    holds: [],
  },
  {
    rule: '[SYNC-10] a row that a delta brought and a page confirmed stays, over several pages',
    script: [
      ...live,
      delta(7, 8, 'posts/1@5', 'posts/2@6'),
      page(9, { posts: { rows: ['1@5'], until: 5 } }, { more: true }),
      page(9, { posts: { rows: ['2@6'], until: 9 } }),
    ],
    holds: ['posts/1@5', 'posts/2@6'],
    phase: 'live',
  },
  {
    rule: '[SYNC-6] a changed hash drops the rows of its table alone, with the first page',
    script: [
      ...greeted,
      page(20, { posts: { rows: ['1@10', '2@20'], until: 20 }, users: { rows: ['7@11'], until: 20 } }),
      catchup('sessionChanged', { session: annAdmin }),
      page(30, { posts: { rows: ['3@5'], until: 30, hash: 'other' } }),
    ],
    holds: ['posts/3@5', 'users/7@11'],
    cursor: ['posts:30#other', 'users:20#h'],
  },
  {
    rule: '[SYNC-7] a table marked resync starts anew under the same hash',
    script: [
      ...greeted,
      twoPosts,
      closed(),
      fires('retry'),
      ...greeted,
      page(30, { posts: { rows: ['2@20'], until: 30, resync: true } }),
    ],
    holds: ['posts/2@20'],
  },
  {
    rule: '[SYNC-6] a row newer than the page that starts its table anew is kept',
    script: [
      ...greeted,
      twoPosts,
      catchup('sessionChanged', { session: annAdmin }),
      delta(0, 1, 'posts/9@40'),
      page(30, { posts: { rows: ['3@5'], until: 30, hash: 'other' } }),
    ],
    holds: ['posts/3@5', 'posts/9@40'],
  },
  {
    rule: '[SYNC-6] a removal under the old view does not forbid the row under the new one',
    script: [
      ...greeted,
      delta(0, 1, 'posts/1!15'),
      catchup('schemaChanged', { revision: 1 }),
      schema(),
      page(30, { posts: { rows: ['1@15'], until: 30, hash: 'other', resync: true } }),
    ],
    holds: ['posts/1@15'],
  },
  {
    rule: '[SYNC-6] nor under the old view, once that is back before any page came',
    script: [
      ...greeted,
      page(1, { posts: { rows: ['3@1'], until: 1 } }),
      catchup('schemaChanged'),
      schema(),
      delta(0, 1, 'posts/3!2'),
      catchup('schemaChanged', { revision: 1 }),
      schema(),
      page(2, { posts: { rows: ['3@2'], until: 2 } }),
    ],
    holds: ['posts/3@2'],
  },
  {
    rule: '[SYNC-8] a late delta of the old view does not enter the new one',
    script: [
      ...greeted,
      twoPosts,
      delta(7, 8, 'posts/2@20'),
      page(30, { posts: { rows: ['3@5'], until: 30, hash: 'other' } }),
      delta(8, 9, 'posts/4@25', 'posts/3!26'),
    ],
    holds: ['posts/3@5'],
  },
  {
    rule: '[SYNC-6] a change of user purges everything before the first new row',
    script: [...greeted, twoPosts, catchup('sessionChanged', { session: ben })],
    holds: [],
    cursor: [],
    phase: 'catching_up',
  },
  {
    rule: '[SYNC-6] a change of role keeps what is held until the first page',
    script: [...greeted, twoPosts, catchup('sessionChanged', { session: annAdmin })],
    holds: ['posts/1@10', 'posts/2@20'],
    phase: 'catching_up',
  },
  {
    rule: '[SYNC-6] a page asked for as another user is not waited for',
    script: [...greeted, catchup('sessionChanged', { session: ben })],
    did: ['abortRequest', 'cancelTimer retry', 'requestPage', 'setTimer patience'],
  },
  {
    rule: '[SYNC-6] a connection that turns out to be another user purges everything',
    script: [...greeted, twoPosts, closed(), fires('retry'), connected({ session: ben })],
    holds: [],
    cursor: [],
  },
  {
    rule: '[SYNC-6] where sessions name no user, any change of values is a change of user',
    script: [
      connected({ session: { team: 'red' } }),
      schema(),
      twoPosts,
      catchup('sessionChanged', { session: { team: 'blue' } }),
    ],
    holds: [],
  },
  {
    rule: '[SYNC-6] the same session in another order of fields is the same',
    script: [...greeted, twoPosts, closed(), fires('retry'), connected({ session: { role: 'user', userId: 1 } })],
    holds: ['posts/1@10', 'posts/2@20'],
  },
  {
    rule: '[SYNC-12] a new epoch voids cursor and cache',
    script: [...greeted, twoPosts, closed(), fires('retry'), connected({ epoch: 'e2' })],
    holds: [],
    cursor: [],
  },
  {
    rule: '[SYNC-12] a reset voids cursor and cache and makes a new connection',
    script: [...greeted, twoPosts, catchup('queueOverflow'), reset('e2')],
    holds: [],
    cursor: [],
    phase: 'connecting',
  },
  {
    rule: '[SYNC-12] a page of another epoch is not applied',
    script: [...greeted, page(20, { posts: { rows: ['1@10'], until: 20 } }, { epoch: 'e2' })],
    holds: [],
    phase: 'connecting',
  },
  {
    rule: '[SYNC-10] live without a gap, the cursor follows the deltas',
    script: [...greeted, twoPosts, delta(0, 1, 'posts/3@21'), delta(1, 2, 'posts/1!23')],
    cursor: ['posts:23#h'],
    phase: 'live',
  },
  {
    rule: '[SYNC-10] after a gap the cursor stays and the client catches up',
    script: [...greeted, twoPosts, delta(4, 5, 'posts/3@31')],
    holds: ['posts/1@10', 'posts/2@20', 'posts/3@31'],
    cursor: ['posts:20#h'],
    phase: 'catching_up',
    did: ['cancelTimer retry', 'requestPage', 'setTimer patience'],
  },
  {
    rule: '[SYNC-10] during a catch-up deltas do not move the cursor',
    script: [...greeted, page(20, { posts: { rows: ['1@10'], until: 10 } }, { more: true }), delta(0, 1, 'posts/3@31')],
    cursor: ['posts:10#h'],
  },
  {
    rule: '[SYNC-10] what deltas brought during an unbroken catch-up counts when it ends',
    script: [...greeted, delta(0, 1, 'posts/3@31'), twoPosts],
    holds: ['posts/1@10', 'posts/2@20', 'posts/3@31'],
    cursor: ['posts:31#h'],
  },
  {
    rule: '[SYNC-10] what deltas brought during a broken catch-up does not count',
    script: [...greeted, delta(4, 5, 'posts/3@31'), twoPosts],
    cursor: ['posts:20#h'],
    phase: 'catching_up',
  },
  {
    rule: '[SYNC-9] a catch-up asked for during a catch-up follows it',
    script: [...greeted, catchup('queueOverflow'), catchup('queueOverflow'), twoPosts],
    phase: 'catching_up',
    did: ['cancelTimer retry', 'requestPage', 'setTimer patience'],
  },
  {
    rule: '[SYNC-9] several of them are one',
    script: [...greeted, catchup('queueOverflow'), catchup('queueOverflow'), twoPosts, page(20, {})],
    phase: 'live',
  },
  {
    rule: '[SYNC-9] a delta before the schema is left to the page, which is read later',
    script: [connected(), delta(0, 1, 'posts/3@15'), schema(), twoPosts],
    holds: ['posts/1@10', 'posts/2@20'],
    phase: 'live',
  },
  {
    rule: '[WS-3] a repeated delta changes nothing',
    script: [...greeted, twoPosts, delta(0, 1, 'posts/3@21'), delta(0, 1, 'posts/3@21')],
    phase: 'live',
    did: [],
  },
  {
    rule: '[WS-3] a delta that points past its rows counts as lost',
    script: [
      ...live,
      (replica) => ({
        type: 'messageArrived',
        socket: replica.socket,
        message: {
          type: 'delta',
          data: { all_affected_rows: [], affected_row_indices: [3] },
          previousRevision: 0,
          serverRevision: 1,
        },
      }),
    ],
    phase: 'catching_up',
  },
  {
    rule: '[SYNC-13] a changed schema is read again before the next page',
    script: [...greeted, twoPosts, catchup('schemaChanged')],
    did: ['cancelTimer retry', 'requestSchema', 'setTimer patience'],
  },
  {
    rule: '[SYNC-13] a table that the schema lost leaves the cache and the cursor',
    script: [
      ...greeted,
      page(20, { posts: { rows: ['1@10'], until: 20 }, users: { rows: ['7@11'], until: 20 } }),
      catchup('schemaChanged'),
      schema('users'),
    ],
    holds: ['users/7@11'],
    cursor: ['users:20#h'],
  },
  {
    rule: '[SYNC-13] a row of an unknown table asks for the schema',
    script: [...live, delta(0, 1, 'notes/1@5')],
    did: ['cancelTimer retry', 'requestSchema', 'setTimer patience'],
  },
  {
    rule: '[WS-5] a pong that speaks of an unheard delta asks for a catch-up',
    script: [...live, pong(3)],
    phase: 'catching_up',
  },
  { rule: '[WS-5] a pong that agrees changes nothing', script: [...live, pong(0)], phase: 'live', did: [] },
  {
    rule: '[WS-5] a heartbeat pings',
    script: [...live, fires('heartbeat')],
    did: ['sendPing', 'setTimer heartbeat'],
  },
  {
    rule: '[WS-5] one missed pong is endured',
    script: [...live, fires('heartbeat'), fires('heartbeat')],
    phase: 'live',
  },
  {
    rule: '[WS-5] two missed pongs: the connection is dead',
    script: [...live, fires('heartbeat'), fires('heartbeat'), fires('heartbeat')],
    phase: 'connecting',
    did: ['closeSocket', 'cancelTimer heartbeat', 'setTimer retry'],
  },
  {
    rule: '[WS-5] a pong between them keeps it alive',
    script: [...live, fires('heartbeat'), fires('heartbeat'), pong(0), fires('heartbeat')],
    phase: 'live',
  },
  {
    rule: '[WS-4] the server may ask for a catch-up',
    script: [...live, catchup('queueOverflow')],
    phase: 'catching_up',
  },
  {
    rule: '[WS-4] the chain goes on from the revision named there',
    script: [...live, catchup('queueOverflow', { revision: 9 }), page(0, {}), delta(9, 10, 'posts/1@5')],
    phase: 'live',
    holds: ['posts/1@5'],
  },
  {
    rule: '[CLIENT-3] a lost connection is retried',
    script: [...live, closed()],
    phase: 'connecting',
    did: ['closeSocket', 'cancelTimer heartbeat', 'setTimer retry'],
  },
  {
    rule: '[CLIENT-3] at once when the network says online',
    script: [...live, closed(), online],
    did: ['cancelTimer retry', 'openSocket', 'setTimer patience'],
  },
  {
    rule: '[CLIENT-3] a socket that is never greeted is given up',
    script: [fires('patience')],
    phase: 'connecting',
    did: ['closeSocket', 'cancelTimer retry', 'cancelTimer patience', 'setTimer retry'],
  },
  { rule: '[CLIENT-1] offline is offline', script: [...live, offline, fires('retry')], phase: 'offline', did: [] },
  {
    rule: '[CLIENT-1] a reconnect leaves the old socket',
    script: [...live, reconnect],
    phase: 'connecting',
    did: ['closeSocket', 'cancelTimer heartbeat', 'cancelTimer retry', 'openSocket', 'setTimer patience'],
  },
  {
    rule: '[WS-2] an unknown session starts over without it, at once',
    options: { sessionId: 'old' },
    script: [closed(4401)],
    phase: 'connecting',
    did: [
      'closeSocket',
      'cancelTimer retry',
      'cancelTimer patience',
      'cancelTimer retry',
      'openSocket',
      'setTimer patience',
    ],
  },
  {
    rule: '[WS-2] refused without a session, it waits',
    script: [closed(4401)],
    did: ['closeSocket', 'cancelTimer retry', 'cancelTimer patience', 'setTimer retry'],
  },
  {
    rule: '[HTTP-6] a page that fails is asked for again after a while',
    script: [...greeted, fails('Unavailable')],
    phase: 'catching_up',
    did: ['cancelTimer patience', 'setTimer retry'],
  },
  {
    rule: '[HTTP-6] and then asked for',
    script: [...greeted, fails('Unavailable'), fires('retry')],
    did: ['cancelTimer retry', 'requestPage', 'setTimer patience'],
  },
  {
    rule: '[HTTP-6] a page that never comes is given up and asked for again',
    script: [...greeted, fires('patience')],
    phase: 'catching_up',
    did: ['abortRequest', 'cancelTimer patience', 'setTimer retry'],
  },
  {
    rule: '[HTTP-6] an unknown session over HTTP makes a new connection',
    script: [...greeted, fails('UnknownSession')],
    phase: 'connecting',
  },
  {
    rule: '[HTTP-6] a stale epoch voids what is held',
    script: [...greeted, twoPosts, catchup('queueOverflow'), fails('StaleEpoch')],
    phase: 'connecting',
    holds: [],
  },
  {
    rule: '[HTTP-7] a session that is not ours waits for the news of it',
    script: [...greeted, fails('SessionMismatch')],
    phase: 'catching_up',
    did: ['cancelTimer patience', 'setTimer retry'],
  },
  {
    rule: '[HTTP-7] and makes a new connection when none come',
    script: [
      ...greeted,
      fails('SessionMismatch'),
      fires('retry'),
      fails('SessionMismatch'),
      fires('retry'),
      fails('SessionMismatch'),
    ],
    phase: 'connecting',
  },
  {
    rule: '[HTTP-6] a refused cursor is read against the schema again',
    script: [...greeted, twoPosts, catchup('queueOverflow'), fails('Malformed'), fires('retry')],
    holds: ['posts/1@10', 'posts/2@20'],
    did: ['cancelTimer retry', 'requestSchema', 'setTimer patience'],
  },
  {
    rule: '[HTTP-6] a cursor refused again and again is dropped',
    script: [
      ...greeted,
      twoPosts,
      catchup('queueOverflow'),
      fails('Malformed'),
      fires('retry'),
      fails('Malformed'),
      fires('retry'),
      fails('Malformed'),
    ],
    holds: [],
    cursor: [],
  },
  { rule: '[WS-5] an unreadable message counts as a lost one', script: [...live, garbage], phase: 'catching_up' },
  {
    rule: '[WS-5] an unreadable greeting ends the connection',
    script: [garbage],
    phase: 'connecting',
    did: ['closeSocket', 'cancelTimer retry', 'cancelTimer patience', 'setTimer retry'],
  },
  {
    rule: '[CLIENT-1] a resync clears the cache and catches up',
    script: [...greeted, twoPosts, resync],
    holds: [],
    cursor: [],
    phase: 'catching_up',
  },
  {
    rule: '[CLIENT-1] a resync offline clears the cache and waits',
    script: [...greeted, twoPosts, offline, resync],
    holds: [],
    cursor: [],
    phase: 'offline',
  },
];

describe('sync state', () => {
  it.each(cases)('$rule', async ({ rule: _rule, options, script, ...expected }) => {
    const replica = new Replica(options);
    await replica.start();
    replica.play(...script);
    const { phase } = replica.state.link;
    expect({ holds: replica.holds, phase, cursor: replica.cursor, did: replica.did }).toMatchObject(expected);
  });
});

describe('sync state, restarted from disk', () => {
  it('[CLIENT-1] [CLIENT-2] shows what was stored, asks from its cursor, and settles what the cursor does not cover', async () => {
    const before = new Replica();
    await before.start();
    before.play(...greeted, twoPosts, delta(4, 5, 'posts/3@31'));
    const after = new Replica({ disk: before.disk });
    await after.start();
    expect(after.holds).toEqual(['posts/1@10', 'posts/2@20', 'posts/3@31']);
    after.play(...greeted);
    expect(after.effects.find((effect) => effect.type === 'requestPage')).toMatchObject({
      sessionId: 's1',
      body: { syncCursor: { tables: { posts: { last_seen_updated_at: 20 } } }, databaseEpoch: 'e1' },
    });
    after.play(page(40, { posts: { until: 40 } }));
    expect(after.holds).toEqual(['posts/1@10', 'posts/2@20']);
    expect(after.cursor).toEqual(['posts:40#h']);
  });

  it('[SYNC-6] purges what was stored when it turns out to be another user, on disk as well', async () => {
    const before = new Replica();
    await before.start();
    before.play(...greeted, twoPosts);
    const after = new Replica({ disk: before.disk });
    await after.start();
    after.play(connected({ session: ben }));
    expect(after.holds).toEqual([]);
    expect((await after.stored())?.rows).toEqual([]);
  });
});

describe('sync state, numbers', () => {
  it('[CLIENT-3] delays grow from 250 ms to 15 s, jitter included', async () => {
    const replica = new Replica();
    await replica.start();
    const delays: [number, number][] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      replica.play(closed());
      for (const effect of replica.effects) {
        if (effect.type === 'setTimer') delays.push([effect.delayMs * (1 - effect.jitter), effect.delayMs]);
      }
      replica.play(fires('retry'));
    }
    expect(delays[0]).toEqual([250, 500]);
    expect(delays.at(-1)).toEqual([7_500, 15_000]);
    expect(delays.map(([, most]) => most)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  });

  it('[SYNC-12] events of sockets and requests that are over change nothing', async () => {
    const replica = new Replica();
    await replica.start();
    replica.play(...live);
    const { state } = replica;
    const late: Saying[] = [
      () => ({ type: 'socketClosed', socket: 99, code: 1006, reason: '' }),
      () => ({ type: 'schemaArrived', request: 99, schema: { source: '', session: [], unions: [], tables: [] } }),
      () => ({ type: 'requestFailed', request: 99, error: { kind: 'Internal', message: '' } }),
    ];
    for (const saying of late) {
      replica.play(saying);
      expect(replica.state).toBe(state);
      expect(replica.effects).toEqual([]);
    }
  });
});
