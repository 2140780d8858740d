// The line at the bottom: for each thing that can have happened last, the one sentence that tells it [UI-5].
import { expect, test } from 'vitest';
import { asClientId } from '../../src/base/ids.ts';
import type { Delivery } from '../../src/network/trace.ts';
import { storyOf, type Scene } from '../../src/ui/shell/story.ts';
import type { MessageView, Party } from '../../src/world/messages.ts';
import { clientView, post, stillWorld } from './still-world.ts';

const people = ['Ann', 'Ben', 'Cleo'];
const clients = people.map((name, index) => clientView(index + 1, name, [post([7, 'Embers', true])]));
const party = (number: number) => ({ id: asClientId(`client-${number}`), name: people[number - 1] ?? '' });

function message(sequence: number, who: readonly number[], change: Partial<MessageView>): MessageView {
  const base = { sequence, atMs: sequence * 10, direction: 'down', kind: 'delta', summary: '', bytes: 500 } as const;
  const rest = { tables: [], rows: [], skipped: [], durationMs: null, partner: null, revision: null, payload: '' };
  return { ...base, ...rest, deliveries: new Map(), parties: who.map(party), ...change };
}

const brought = { revision: 4, rows: [{ table: 'posts', key: 7, removed: false }] };
const taken = { revision: 4, rows: [{ table: 'posts', key: 7, removed: true }] };
const page = (rows: number, removed = 0) => ({
  kind: 'page' as const,
  fetched: [{ table: 'posts', rows, removed, anew: false }],
});
const flying = { state: 'flying', dueMs: 900 } as const;

function tell(messages: readonly MessageView[], change: Partial<Scene['view']> = {}): string {
  return storyOf({
    view: { ...stillWorld(clients).view(), ...change },
    messages,
    nameOf: ({ name }) => name,
    titleOf: (_table, key) => (key === 7 ? 'Embers' : key === 41 ? '41' : null),
  });
}

const offline = (number: number) => ({
  clients: clients.map((client) => (client.number === number ? { ...client, phase: 'offline' as const } : client)),
});
const held = (sequence: number, number: number) => ({
  network: {
    preset: 'none' as const,
    serverDown: false,
    flyingCount: 1,
    flying: [
      { id: 1, client: party(number).id, sequence, direction: 'down' as const, sinceMs: 0, dueMs: 900, held: true },
    ],
  },
});
const paused = { time: { paused: true, rate: 1, chance: null } };

test.each<[what: string, messages: readonly MessageView[], sentence: string, view?: Partial<Scene['view']>]>([
  ['nothing', [], 'Nothing has happened yet. Submit a mutation to see who is told.', { revision: 0 }],
  ['nothing on this page', [], 'Nothing has happened since this page met revision 3.'],
  [
    'a write',
    [message(1, [1, 2], { ...brought, skipped: [party(3)] })],
    'Revision 4: posts 7 “Embers” went to Ann and Ben; Cleo may not see it and was not told.',
  ],
  [
    'a write that took several messages',
    [message(1, [1, 2], brought), message(2, [3], brought)],
    'Revision 4: posts 7 “Embers” went to Ann, Ben and Cleo.',
  ],
  [
    'a write that some gain and others lose',
    [message(1, [1], brought), message(2, [2, 3], taken)],
    'Revision 4: posts 7 “Embers” went to Ann; it left the view of Ben and Cleo.',
  ],
  ['a removal', [message(1, [1], taken)], 'Revision 4: posts 7 “Embers” left the view of Ann.'],
  [
    'a row whose title is its key',
    [message(1, [1], { ...brought, rows: [{ table: 'posts', key: 41, removed: false }] })],
    'Revision 4: posts 41 went to Ann.',
  ],
  [
    'a removal, and those who never saw the row',
    [message(1, [1], { ...taken, skipped: [party(2), party(3)] })],
    'Revision 4: posts 7 “Embers” left the view of Ann; Ben and Cleo could not see it and were not told.',
  ],
  ...(
    [
      ['delete', 'was deleted; the removal went to Ann; Ben could not see it and was not told.'],
      ['update', 'left the view of Ann; Ben could not see it and was not told.'],
    ] as const
  ).map(([operation, words]): [string, readonly MessageView[], string] => [
    `a removal by ${operation}`,
    [
      message(1, [1], { kind: 'mutation', direction: 'up', summary: 'runs it', operation, partner: 3 }),
      message(2, [1], { ...taken, skipped: [party(2)] }),
      message(3, [1], { kind: 'answer', summary: 'gets 1 row, revision 4', revision: 4, partner: 1 }),
    ],
    `Revision 4: posts 7 “Embers” ${words}`,
  ]),
  [
    'rows that somebody may not see',
    [
      message(1, [1], {
        revision: 4,
        rows: [1, 2].map((key) => ({ table: 'posts', key, removed: false })),
        skipped: [party(2)],
      }),
    ],
    'Revision 4: posts 1 and posts 2 went to Ann; Ben may not see them and was not told.',
  ],
  [
    'a write that changed nothing',
    [
      message(1, [1], brought),
      message(2, [2], { kind: 'mutation', direction: 'up', summary: 'runs DeletePost', partner: 3 }),
      message(3, [2], { kind: 'answer', summary: 'gets 0 rows, revision 4', revision: 4, partner: 2 }),
    ],
    'Ben runs DeletePost: nothing changed, and nobody was told.',
  ],
  [
    'a write of what nobody here sees',
    [
      message(1, [1], brought),
      message(2, [2], { kind: 'mutation', direction: 'up', summary: 'runs CreatePost', partner: 3 }),
      message(3, [2], { kind: 'answer', summary: 'gets 0 rows, revision 5', revision: 5, partner: 2 }),
    ],
    'Revision 5: nobody on this page may see what changed, and nobody was told.',
  ],
  [
    'an answer to a write that a delta told of',
    [
      message(2, [1], { kind: 'mutation', direction: 'up', summary: 'runs UpdatePost', partner: 4 }),
      message(3, [1], brought),
      message(4, [1], { kind: 'answer', summary: 'gets 1 row, revision 4', revision: 4, partner: 2 }),
    ],
    'Revision 4: posts 7 “Embers” went to Ann.',
  ],
  [
    'an answer to a read',
    [
      message(1, [1], brought),
      message(2, [2], { kind: 'query', direction: 'up', summary: 'runs ListPosts', partner: 3 }),
      message(3, [2], { kind: 'answer', summary: 'gets 0 rows, revision 4', revision: 4, partner: 2 }),
    ],
    'Revision 4: posts 7 “Embers” went to Ann.',
  ],
  [
    'a request that was refused',
    [
      message(2, [2], { kind: 'mutation', direction: 'up', summary: 'runs CreateUser', partner: 3 }),
      message(3, [2], { kind: 'error', summary: '403 Forbidden: this may not be written', partner: 2 }),
    ],
    'Ben runs CreateUser: refused. 403 Forbidden: this may not be written.',
  ],
  [
    'several rows',
    [message(1, [1], { revision: 4, rows: [1, 2, 3, 4].map((key) => ({ table: 'posts', key, removed: false })) })],
    'Revision 4: posts 1, posts 2 and 2 more went to Ann.',
  ],
  [
    'a write that an offline client missed',
    [message(1, [1, 2], brought)],
    'Revision 4: posts 7 “Embers” went to Ann and Ben; Cleo is offline.',
    offline(3),
  ],
  [
    'a write under way, held and lost',
    [
      message(1, [1, 2, 3], {
        ...brought,
        deliveries: new Map<Party['id'], Delivery>([
          [party(2).id, flying],
          [party(3).id, { state: 'lost', atMs: 20 }],
        ]),
      }),
    ],
    'Revision 4: posts 7 “Embers” went to Ann, is held on its way to Ben, was lost on its way to Cleo.',
    held(1, 2),
  ],
  [
    'a write under way in a pause',
    [message(1, [1], { ...brought, deliveries: new Map([[party(1).id, flying]]) })],
    'Revision 4: posts 7 “Embers” is on its way to Ann. Time is paused.',
    paused,
  ],
  [
    'a request under way in a pause',
    [
      message(1, [1], {
        kind: 'mutation',
        direction: 'up',
        summary: 'runs CreatePost',
        deliveries: new Map([[party(1).id, flying]]),
      }),
    ],
    'Ann runs CreatePost: the request is on its way to the server. Time is paused.',
    paused,
  ],
  [
    'clients that connected for the first time',
    [
      message(1, [1], { kind: 'catchup', direction: 'up' }),
      message(2, [2], { kind: 'catchup', direction: 'up' }),
      message(3, [1], page(3)),
      message(4, [2], page(1)),
      message(5, [1], { kind: 'pong' }),
    ],
    'Ann and Ben connected and fetched 4 rows of posts (1.0 kB).',
  ],
  [
    'a client that came back',
    [
      message(1, [1, 2], brought),
      message(2, [3], { kind: 'catchup', direction: 'up', tables: ['posts'] }),
      message(3, [3], page(2, 1)),
    ],
    'Cleo came back, and caught up: 2 rows of posts and 1 removal of posts (500 B).',
  ],
  [
    'a client that came back to nothing new',
    [message(2, [3], { kind: 'catchup', direction: 'up', tables: ['posts'] }), message(3, [3], page(0))],
    'Cleo came back, and had missed nothing.',
  ],
  [
    'a permission that changed',
    [
      message(1, [1, 2], { kind: 'catchupRequired', summary: 'must catch up: the schema or a permission changed' }),
      message(2, [1], { kind: 'catchup', direction: 'up', tables: ['posts'] }),
      message(3, [2], { kind: 'catchup', direction: 'up', tables: ['posts'] }),
      message(4, [1], page(10)),
      message(5, [2], page(12)),
    ],
    'The schema or a permission changed: Ann and Ben caught up, fetching 22 rows of posts (1.0 kB).',
  ],
  ...(
    [
      ['Ann', [1], 10],
      ['Ann and Ben', [1, 2], 10],
      ['Ann', [1], 0],
    ] as const
  ).map(([names, who, rows]): [string, readonly MessageView[], string] => [
    `a permission that changed, for which ${names} fetched ${rows} rows anew`,
    [
      message(1, who, { kind: 'catchupRequired', summary: 'must catch up: the schema or a permission changed' }),
      message(2, who, { kind: 'catchup', direction: 'up', tables: ['posts'] }),
      message(3, who, { kind: 'page', fetched: [{ table: 'posts', rows, removed: 0, anew: true }] }),
    ],
    `The schema or a permission changed: ${names} dropped all rows of posts and fetched ${rows === 0 ? 'nothing' : `${rows} rows of posts`} anew (500 B).`,
  ]),
  [
    'a permission that changed twice in a moment',
    [
      message(1, [1, 2], { kind: 'catchupRequired', summary: 'must catch up: the schema or a permission changed' }),
      message(2, [1], page(10)),
      message(3, [1, 2], { kind: 'catchupRequired', summary: 'must catch up: the schema or a permission changed' }),
      message(4, [1], { kind: 'catchup', direction: 'up', tables: ['posts'] }),
      message(5, [1], page(3)),
    ],
    'The schema or a permission changed: Ann caught up, fetching 3 rows of posts (500 B).',
  ],
  [
    'an answer to a catch-up under way',
    [
      message(2, [3], { kind: 'catchup', direction: 'up', tables: ['posts'] }),
      message(3, [3], { ...page(2), deliveries: new Map([[party(3).id, flying]]) }),
    ],
    'Cleo is catching up: 2 rows of posts on the way.',
  ],
  [
    'a connection that broke',
    [message(1, [1], brought), message(2, [2], { kind: 'error', summary: 'a frame was lost', breaks: 'connection' })],
    'Ben lost the connection: a frame was lost. It comes back by itself, and what was missed is caught up.',
  ],
  [
    'a request that was lost',
    [message(2, [2], { kind: 'error', summary: 'the request was lost', breaks: 'request' })],
    'Ben: the request was lost.',
  ],
  [
    'a client that went offline',
    [message(1, [1], brought), message(2, [2], { kind: 'close', direction: 'up' })],
    'Ben went offline; what changes meanwhile is caught up later.',
    offline(2),
  ],
  [
    'a client whose connection was cut as it went offline',
    [message(2, [2], { kind: 'error', summary: 'the client is offline', breaks: 'connection' })],
    'Ben went offline; what changes meanwhile is caught up later.',
    offline(2),
  ],
  [
    'a connection that closed and is back is no news',
    [message(1, [1], brought), message(2, [2], { kind: 'close', direction: 'up' })],
    'Revision 4: posts 7 “Embers” went to Ann.',
  ],
  [
    'a client that is not on the page any more is no news',
    [message(1, [1], brought), message(2, [9], page(2))],
    'Revision 4: posts 7 “Embers” went to Ann.',
  ],
  [
    'a server that was stopped',
    [message(2, [2], { kind: 'close' }), message(3, [3], { kind: 'close' })],
    'The server stopped: 2 clients lost the connection and show what they cached.',
    { server: { phase: 'stopped' } },
  ],
])('%s', (_what, messages, sentence, view) => {
  expect(tell(messages, view)).toBe(sentence);
});
