// Frames in words: every kind of record, as the message list tells it [UI-5].
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import { asClientId } from '../../src/base/ids.ts';
import { createSharedParse } from '../../src/client/shared-parse.ts';
import { Trace, type TraceDetail } from '../../src/network/trace.ts';
import { describe } from '../../src/world/describe-message.ts';

const ann = asClientId('client-1');

function told(
  direction: 'up' | 'down',
  detail: TraceDetail,
  text: string | null = null,
  requestUrl: string | null = null,
) {
  const trace = new Trace({ clock: new VirtualClock() });
  const record = trace.add({ direction, clients: [ann], text, bytes: text?.length ?? 0, detail });
  return describe(record, {
    parse: createSharedParse(),
    parties: (ids) => ids.map((id) => ({ id, name: 'Ann' })),
    query: (name) => ({
      name: name === 'q1' ? 'Titles' : name,
      operation: name === 'PublishPost' ? 'update' : 'query',
    }),
    primaryKey: () => 'id',
    requestUrl,
  });
}

function request(path: string): TraceDetail {
  return { kind: 'request', requestId: 1, method: 'POST', url: `http://in.tab${path}`, headers: [] };
}

function response(status: number, headers: readonly (readonly [string, string])[] = []): TraceDetail {
  return { kind: 'response', requestId: 1, status, headers, durationMs: 4 };
}

const down = (value: object) => told('down', { kind: 'message' }, JSON.stringify(value));
const connected = { type: 'connected', sessionId: 's', session: { userId: 1, role: 'user' }, databaseEpoch: 'e' };

test.each([
  ['a wish to connect', told('up', { kind: 'open', url: 'ws://in.tab/sync' }), 'open', 'asks for a connection'],
  [
    'a close',
    told('down', { kind: 'close', code: 1012, reason: 'starts over' }),
    'close',
    'connection closed, 1012: starts over',
  ],
  ['a close without a word', told('up', { kind: 'close', code: 1000, reason: '' }), 'close', 'connection closed, 1000'],
  ['a failure', told('down', { kind: 'error', requestId: 1, message: 'the link broke' }), 'error', 'the link broke'],
  ['a ping', told('up', { kind: 'message' }, '{"type":"ping"}'), 'ping', 'ping'],
  ['connected', down({ ...connected, serverRevision: 3 }), 'connected', 'connected as userId 1, role user'],
  [
    'catchupRequired',
    down({ type: 'catchupRequired', reason: 'sessionChanged', serverRevision: 3, databaseEpoch: 'e' }),
    'catchupRequired',
    'must catch up: its session changed',
  ],
  [
    'a catch-up',
    told('up', request('/sync'), '{"syncCursor":{"tables":{}}}'),
    'catchup',
    'catches up with an empty cursor',
  ],
  [
    'a catch-up from a cursor',
    told('up', request('/sync'), '{"syncCursor":{"tables":{"posts":{}}}}'),
    'catchup',
    'catches up from its cursor of posts',
  ],
  ['a query', told('up', request('/db/ListPosts'), '{}'), 'query', 'runs ListPosts'],
  ['a typed query by its name', told('up', request('/db/q1'), '{}'), 'query', 'runs Titles'],
  ['a mutation', told('up', request('/db/PublishPost'), '{}'), 'mutation', 'runs PublishPost'],
  ['a question for the schema', told('up', request('/schema')), 'catalog', 'asks for schema'],
  [
    'a page',
    told(
      'down',
      response(200),
      '{"tables":{"posts":{"rows":[1,2],"removed":[3]}},"has_more":true}',
      'http://in.tab/sync',
    ),
    'page',
    'gets 2 rows of posts and 1 removed; more to come',
  ],
  [
    'a page of several tables',
    told(
      'down',
      response(200),
      '{"tables":{"users":{"rows":[1]},"posts":{"rows":[1,2],"resync":true}},"has_more":false}',
      'http://in.tab/sync',
    ),
    'page',
    'gets 3 rows: 1 of users, 2 of posts, all anew',
  ],
  [
    'a reset',
    told('down', response(200), '{"type":"reset"}', 'http://in.tab/sync'),
    'page',
    'must start over: another epoch',
  ],
  [
    'an answer',
    told('down', response(200, [['pyre-revision', '9']]), '{"post":[{"id":1}]}', 'http://in.tab/db/PublishPost'),
    'answer',
    'gets 1 row, revision 9',
  ],
  [
    'a refusal',
    told('down', response(401), '{"error":{"kind":"UnknownSession","message":"who?"}}', 'http://in.tab/sync'),
    'error',
    '401 UnknownSession: who?',
  ],
] as const)('%s', (_what, message, kind, summary) => {
  expect([message.kind, message.summary]).toEqual([kind, summary]);
});

test('[WS-3] a delta tells its rows and removals, by table and key', () => {
  const rows = [
    { table_name: 'posts', row: { id: 7, title: 'Embers', _pyre_stamp: 5 }, headers: ['id', 'title', '_pyre_stamp'] },
    { table_name: 'tasks', row: { taskKey: 'a' }, headers: ['taskKey'], removed: true, stamp: 6 },
  ];
  const data = { all_affected_rows: rows, affected_row_indices: [0, 1] };
  const message = down({ type: 'delta', data, serverRevision: 4, previousRevision: 3 });
  expect(message).toMatchObject({
    kind: 'delta',
    summary: 'posts 7, tasks a removed',
    revision: 4,
    tables: ['posts', 'tasks'],
    rows: [
      { table: 'posts', key: 7, removed: false },
      { table: 'tasks', key: 'a', removed: true },
    ],
  });
});

test('[SYNC-8] a row is named by its primary key, wherever it stands among the columns', () => {
  const rows = [{ table_name: 'tasks', row: { label: 'Sweep', taskKey: 'a' }, headers: ['label', 'taskKey'] }];
  const data = { all_affected_rows: rows, affected_row_indices: [0] };
  const trace = new Trace({ clock: new VirtualClock() });
  const text = JSON.stringify({ type: 'delta', data, serverRevision: 1, previousRevision: 0 });
  const record = trace.add({ direction: 'down', clients: [ann], text, detail: { kind: 'message' } });
  const message = describe(record, {
    parse: createSharedParse(),
    parties: (ids) => ids.map((id) => ({ id, name: 'Ann' })),
    query: () => null,
    primaryKey: (table) => (table === 'tasks' ? 'taskKey' : null),
    requestUrl: null,
  });
  expect(message.rows).toEqual([{ table: 'tasks', key: 'a', removed: false }]);
});

test('a request of a query tells what it does to rows; any other message does nothing of the kind', () => {
  expect(told('up', request('/db/PublishPost'), '{}').operation).toBe('update');
  expect(told('up', request('/db/ListPosts'), '{}').operation).toBe('query');
  expect(told('up', request('/schema')).operation).toBeUndefined();
});
