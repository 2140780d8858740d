// What an embed is asked to show, what it says, and what it follows [UI-14].
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CrowdLimit } from '../../src/ui/embed/crowd-limit.ts';
import { asEventMessage, readCommand } from '../../src/ui/embed/messages.ts';
import {
  EMBED_PANELS,
  embeddedOpening,
  PLAIN_EMBED,
  readEmbed,
  sandboxOf,
  snippet,
  writeEmbed,
  type EmbedOptions,
} from '../../src/ui/embed/options.ts';
import { tellEvents } from '../../src/ui/embed/tell-events.ts';
import type { EmbedEvent } from '../../src/ui/embed/messages.ts';
import { readOnly } from '../../src/world/read-only.ts';
import { clientView, post, stillWorld } from './still-world.ts';

function nested(depth: number): object {
  let value = {};
  for (let level = 0; level < depth; level++) value = { value };
  return value;
}

const circle: { around?: unknown } = {};
circle.around = circle;

const options: fc.Arbitrary<EmbedOptions> = fc.record({
  panel: fc.constantFrom(...EMBED_PANELS),
  clients: fc.option(fc.nat(200)),
  controls: fc.boolean(),
  theme: fc.constantFrom('auto', 'light', 'dark'),
  autoplay: fc.boolean(),
  readonly: fc.boolean(),
  keep: fc.boolean(),
  lesson: fc.option(fc.constantFrom('deletes', 'first-catch-up')),
});

test('[UI-14] what is asked of an embed comes back from its address', () => {
  fc.assert(
    fc.property(options, (given) => {
      expect(readEmbed(writeEmbed(given))).toEqual(given);
    }),
  );
});

test.each([
  ['', null],
  ['?x=1', null],
  ['?embed', PLAIN_EMBED],
  ['?embed=nonsense&clients=-3&theme=pink&lesson=../x', PLAIN_EMBED],
  [
    '?embed=flow&clients=9999&autoplay&controls=no',
    { ...PLAIN_EMBED, panel: 'flow', clients: 200, autoplay: true, controls: false },
  ],
])('[UI-14] %s is read without complaint', (query, expected) => {
  expect(readEmbed(query)).toEqual(expected);
});

test('[UI-14] a snippet cannot break out of its attributes', () => {
  const html = snippet('https://x.test/?a=1&b="2"', '<b>"title"&', 300, sandboxOf({ keep: false }));
  const frame = new DOMParser().parseFromString(html.replace('<iframe', '<i'), 'text/html').querySelector('i');
  expect(frame?.getAttribute('src')).toBe('https://x.test/?a=1&b="2"');
  expect(frame?.getAttribute('title')).toBe('<b>"title"&');
  expect(frame?.getAttribute('sandbox')).not.toContain('allow-same-origin');
});

test('[UI-14] an embed has a world of its own: in memory, or under a name that no page has', () => {
  const start = { sources: [], project: 'demo', seed: 1, empty: false, starters: 6, preset: 'none' } as const;
  const opening = { start, world: undefined, packed: null, visiting: false, problem: null };
  expect(embeddedOpening(opening, { ...PLAIN_EMBED, clients: 3 })).toMatchObject({
    world: null,
    start: { starters: 3 },
  });
  expect(embeddedOpening(opening, { ...PLAIN_EMBED, keep: true }).world).toBe('embed');
  expect(embeddedOpening({ ...opening, world: 'link-a' }, { ...PLAIN_EMBED, keep: true }).world).toBe('embed-link-a');
});

test.each([
  [{ type: 'start' }, { type: 'start' }],
  [
    { type: 'select', client: 2 },
    { type: 'select', client: 2 },
  ],
  [
    { type: 'submit', client: 1, query: 'ListPosts' },
    { type: 'submit', client: 1, query: 'ListPosts', input: {} },
  ],
  [{ type: 'submit', client: 1, query: 'ListPosts', input: [1] }, null],
  [{ type: 'submit', client: '1', query: 'ListPosts' }, null],
  [{ type: 'submit', client: 1, query: 'ListPosts', input: new Map([['a', 1]]) }, { type: 'submit', client: 1, query: 'ListPosts', input: {} }], // prettier-ignore
  [{ type: 'submit', client: 1, query: 'ListPosts', input: { id: 1n } }, null],
  [{ type: 'submit', client: 1, query: 'ListPosts', input: { text: 'x'.repeat(1_000_001) } }, null],
  [{ type: 'submit', client: 1, query: 'ListPosts', input: nested(100_000) }, null],
  [{ type: 'submit', client: 1, query: 'ListPosts', input: circle }, null],
  [{ type: '__proto__' }, null],
  [{ type: 'theme', theme: 'pink' }, null],
  [{ type: 'explode' }, null],
])('[UI-14] a command is followed only in its form, %#', (said, command) => {
  expect(readCommand({ target: 'pyre-sync', version: 1, ...said })).toEqual(command);
  expect(readCommand({ target: 'pyre-sync', version: 2, ...said })).toBeNull();
  expect(readCommand({ ...said })).toBeNull();
});

test.each([
  null,
  undefined,
  7,
  'start',
  [],
  new Date(0),
  new Map(),
  { target: 'pyre-sync' },
  { version: 1, type: 'start' },
])('[UI-14] what other pages say is passed over, %#', (said) => {
  expect(readCommand(said)).toBeNull();
});

test('[UI-14] a page that asks without end is held to so many at once, and served again afterwards', async () => {
  const limit = new CrowdLimit(2);
  const ends: (() => void)[] = [];
  const slow = () => new Promise<void>((resolve) => void ends.push(resolve));
  expect([limit.begin(slow), limit.begin(slow), limit.begin(slow)]).toEqual([true, true, false]);
  ends[0]?.();
  await Promise.resolve();
  expect([limit.begin(() => Promise.reject(new Error('gone'))), limit.begin(slow)]).toEqual([true, false]);
  await Promise.resolve();
  expect(limit.begin(slow)).toBe(true);
});

test('[UI-14] events say who they are from', () => {
  expect(asEventMessage({ type: 'starting' })).toEqual({ source: 'pyre-sync', version: 1, type: 'starting' });
});

test('[UI-14] a delta is told by names and keys; no value of a row leaves the frame', () => {
  const world = stillWorld([clientView(1, 'Ann', [post([7, 'Secret title', false])]), clientView(2, 'Ben', [])]);
  const told: EmbedEvent[] = [];
  const stop = tellEvents(world, (event) => told.push(event));
  const [ann, ben] = world.view().clients.map(({ id, name }) => ({ id, name }));
  if (!ann || !ben) throw new Error('two clients');
  world.say([
    {
      sequence: 9,
      atMs: 1,
      direction: 'down',
      kind: 'delta',
      summary: 'brings posts 7',
      parties: [ann],
      skipped: [ben],
      rows: [{ table: 'posts', key: 7, removed: false }],
      tables: ['posts'],
      bytes: 80,
      durationMs: null,
      partner: null,
      revision: 4,
      deliveries: new Map(),
      payload: '{"title":"Secret title"}',
    },
  ]);
  stop();
  expect(told).toEqual([
    { type: 'live', clients: 2 },
    {
      type: 'delta',
      revision: 4,
      rows: [{ table: 'posts', key: 7, removed: false }],
      told: ['Ann'],
      passedOver: ['Ben'],
    },
  ]);
});

test('[UI-14] a world that is read only shows everything and changes nothing', async () => {
  const world = stillWorld([clientView(1, 'Ann', [])]);
  const locked = readOnly(world);
  const id = locked.view().clients[0]?.id;
  if (!id) throw new Error('one client');
  locked.setOnline(id, false);
  await locked.addClients(5);
  await locked.reset({ seed: 2, empty: true });
  expect(await locked.submit(id, 'UpdatePost', {})).toMatchObject({ ok: false });
  expect(await locked.changeSession(id, { userId: 2 })).toMatchObject({ ok: false });
  expect(await locked.files.bringDatabase('x', new Uint8Array())).toMatchObject({ ok: false });
  expect(world.intents).toEqual([]);
  expect(await locked.submit(id, 'ListPosts', {})).toMatchObject({ ok: true });
  locked.select(id);
  expect(world.intents.map(([name]) => name)).toEqual(['submit', 'select']);
});
