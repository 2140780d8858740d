// How a replica keeps its connection and its requests, one script per rule.
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
  resync,
  Replica,
  type Saying,
} from './replica.ts';
import { greeted, play, twoPosts, type Case } from './script.ts';

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
  {
    rule: '[CLIENT-3] a failed request is made again at once when the network says online',
    script: [...greeted, fails('Unavailable'), online],
    did: ['cancelTimer retry', 'requestPage', 'setTimer patience'],
  },
];

describe('sync state: connection and requests', () => play(cases));

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
