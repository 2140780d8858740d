// Pins the wire: nobody changes a message without noticing.
import { createHash } from 'node:crypto';
import { getDotPath, safeParse, type GenericSchema } from 'valibot';
import { expect, test } from 'vitest';
import { downMessage } from '../../src/protocol/down.ts';
import { errorBody } from '../../src/protocol/errors.ts';
import { PROTOCOL_VERSION } from '../../src/protocol/paths.ts';
import { loginAnswer, loginRequest } from '../../src/protocol/session.ts';
import { syncAnswer, syncPage, syncRequest } from '../../src/protocol/sync.ts';
import { upMessage } from '../../src/protocol/up.ts';

/**
 * When this fails, a message's shape has changed. A reader of the older shape that would now go wrong means: raise
 * PROTOCOL_VERSION. Then put the new hash here.
 */
const PINNED = { version: 1, hash: 'b5b4f938f0ab6361' };

test('the shapes of all messages are those of this protocol version', () => {
  const shapes = { downMessage, upMessage, syncRequest, syncAnswer, loginRequest, loginAnswer, errorBody };
  const text = JSON.stringify(shapes, (_key, value: unknown) => (typeof value === 'function' ? undefined : value));
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 16);
  expect({ version: PROTOCOL_VERSION, hash }).toEqual(PINNED);
});

const accepts = (schema: GenericSchema, value: unknown): boolean => safeParse(schema, value).success;
const down = (message: object): boolean => accepts(downMessage, message);

test.each([
  ['a message of no known type', { type: 'gossip' }],
  [
    'a delta without its chain',
    { type: 'delta', data: { all_affected_rows: [], affected_row_indices: [] }, serverRevision: 1 },
  ],
  [
    'a delta with a negative index',
    {
      type: 'delta',
      data: { all_affected_rows: [], affected_row_indices: [-1] },
      serverRevision: 1,
      previousRevision: 0,
    },
  ],
  [
    'a catchupRequired for no known reason',
    { type: 'catchupRequired', reason: 'boredom', serverRevision: 1, databaseEpoch: 'e' },
  ],
  ['a connected without an epoch', { type: 'connected', sessionId: 's', session: {}, serverRevision: 0 }],
])('[WS-3] a client refuses %s', (_name, message) => {
  expect(down(message)).toBe(false);
});

test('[WS-3] a client takes fields it does not know', () => {
  expect(down({ type: 'pong', previousRevision: 3, mood: 'good' })).toBe(true);
});

test.each([
  ['no list', {}, 'tables.posts.rows'],
  ['a list in a list', [{}, []], 'tables.posts.rows.1'],
  ['nothing in a list', [null], 'tables.posts.rows.0'],
])('[SYNC-4] a client refuses %s for rows, and says where it stands', (_name, rows, where) => {
  const posts = { rows, permission_hash: 'h', last_seen_updated_at: 1 };
  const page = { tables: { posts }, has_more: false, databaseEpoch: 'e', serverRevision: 0, syncPoint: 1 };
  const [issue] = safeParse(syncPage, page).issues ?? [];
  expect(issue && getDotPath(issue)).toBe(where);
});

test.each([0, 5001, 1.5, '10', null])('[SYNC-4] a page size of %s is refused', (pageSize) => {
  expect(accepts(syncRequest, { syncCursor: { tables: {} }, pageSize })).toBe(false);
});

test.each([
  ['a hash that is no text', { tables: { posts: { last_seen_updated_at: 1, permission_hash: 7 } } }],
  [
    'a stamp that is no integer',
    { tables: { posts: { last_seen_updated_at: 1.5, permission_hash: 'b5b4f938f0ab6361' } } },
  ],
  ['a negative stamp', { tables: { posts: { last_seen_updated_at: -1, permission_hash: 'b5b4f938f0ab6361' } } }],
  ['no tables', {}],
])('[HTTP-3] a cursor with %s is refused', (_name, syncCursor) => {
  expect(accepts(syncRequest, { syncCursor })).toBe(false);
});
