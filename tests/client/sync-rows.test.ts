// Which rows a replica holds and which cursor it claims, one script per rule.
import { describe, expect, it } from 'vitest';
import { catchup, closed, connected, delta, fires, live, page, reset, schema, Replica } from './replica.ts';
import { annAdmin, ben, greeted, play, twoPosts, type Case } from './script.ts';

const cases: readonly Case[] = [
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
];

describe('sync state: rows and cursor', () => play(cases));

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

describe('sync state, a table in many pages', () => {
  const first = page(90, { posts: { rows: ['1@10'], until: 10, since: 90 } }, { more: true });
  const asked = (replica: Replica): unknown =>
    replica.effects.flatMap((effect) => (effect.type === 'requestPage' ? [effect.body.pageSize] : [])).at(-1);

  for (const [settings, sizes] of [
    [{}, [undefined, 5000, undefined]],
    [{ pageSize: 3 }, [3, 3, 3]],
  ] as const) {
    it(`[SYNC-4] asks for pages of ${sizes.map((size) => size ?? 'the usual size').join(', ')}`, async () => {
      const replica = new Replica(settings);
      await replica.start();
      replica.play(...greeted);
      const seen = [asked(replica)];
      replica.play(first);
      seen.push(asked(replica));
      replica.play(page(90, { posts: { rows: ['2@20'], until: 90 } }), catchup('queueOverflow'));
      expect([...seen, asked(replica)]).toEqual(sizes);
    });
  }
});
