// A link to a message means that very message, in whatever run it is opened, or none [UI-13].
import { expect, test } from 'vitest';
import { asClientId, type ClientId } from '../../src/base/ids.ts';
import { findReferred, readReference, referenceTo } from '../../src/ui/share/message-reference.ts';
import type { MessageView } from '../../src/world/messages.ts';

const ann = asClientId('a');
const ben = asClientId('b');
const gone = asClientId('c');
const numbers = new Map<ClientId, number>([
  [ann, 1],
  [ben, 2],
]);
const numberOf = (id: ClientId) => numbers.get(id) ?? null;

function message(change: Partial<MessageView> & { readonly to?: readonly ClientId[] }): MessageView {
  const { to = [ann], ...rest } = change;
  return {
    sequence: 1,
    atMs: 1000,
    direction: 'down',
    kind: 'delta',
    summary: '',
    parties: to.map((id) => ({ id, name: id })),
    skipped: [],
    rows: [],
    tables: [],
    bytes: 0,
    durationMs: null,
    partner: null,
    revision: 7,
    deliveries: new Map(),
    payload: '{"serverRevision":7,"rows":[[1,1000001]]}',
    ...rest,
  };
}

const delta = message({ to: [ann, ben] });
const find = (meant: MessageView, among: readonly MessageView[]) =>
  findReferred(referenceTo(meant, numberOf) ?? '', among, numberOf);

test('in the same run every message is found, also among equals', () => {
  const messages = [
    delta,
    message({ sequence: 2, kind: 'ping', direction: 'up', payload: '{"type":"ping"}' }),
    message({ sequence: 3, kind: 'ping', direction: 'up', payload: '{"type":"ping"}', atMs: 2000 }),
    message({ sequence: 4, kind: 'ping', direction: 'up', payload: '{"type":"ping"}', atMs: 2000, to: [ben] }),
    message({ sequence: 5, kind: 'pong', payload: '{"type":"ping"}', atMs: 2000 }),
    message({ sequence: 6, kind: 'open', direction: 'up', payload: '' }),
  ];
  for (const meant of messages) expect(find(meant, messages)).toBe(meant);
});

test('in another run numbers lead nowhere: the delta is found by what it says, under its new number', () => {
  const again = message({ sequence: 40, atMs: 99, to: [ben, ann] });
  const other = message({ sequence: 1, payload: '{"serverRevision":7,"rows":[[1,2000002]]}' });
  expect(find(delta, [other, again])).toBe(again);
  expect(find(delta, [other])).toBeUndefined();
  expect(find(message({ kind: 'page' }), [message({ kind: 'page', atMs: 5 })])).toBeUndefined();
  expect(find(delta, [message({ to: [ben] })])).toBeUndefined();
});

test('a message of nobody who is left has no reference, one of somebody who is left has', () => {
  expect(referenceTo(message({ to: [gone] }), numberOf)).toBeNull();
  expect(referenceTo(message({ to: [gone, ben] }), numberOf)).toMatch(/^delta\.2\.[0-9a-z]+$/);
});

test.each([
  ['delta.2.abc123', 'delta.2.abc123'],
  ['12', null],
  [null, null],
  ['delta.2', null],
  ['delta.x.abc', null],
  ['<b>.1.a', null],
  [`delta.1.${'a'.repeat(31)}`, null],
])('%s is read as %s', (text, expected) => {
  expect(readReference(text)).toBe(expected);
});
