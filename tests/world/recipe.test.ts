// Recipes and links: what is told, that it comes back, and what hostile links come to [UI-13].
import fc from 'fast-check';
import { deflateSync } from 'fflate';
import { expect, test } from 'vitest';
import { recipeOf, startOf, MOST_CLIENTS, type Recipe, type WorldStart } from '../../src/world/recipe.ts';
import { packRecipe, readRecipeText, unpackRecipe } from '../../src/world/recipe-link.ts';
import type { StarterClient } from '../../src/world/starters.ts';

const shipped = [
  {
    id: 'demo',
    sources: [
      { path: 'schema.pyre', source: 'record A {\n    id Int @id\n}\n' },
      { path: 'queries/listA.pyre', source: 'query ListA {\n    a {\n        id\n    }\n}\n' },
    ],
  },
  { id: 'chat', sources: [{ path: 'schema.pyre', source: 'record Room {\n    id Int @id\n}\n' }] },
];
const own: WorldStart = {
  sources: shipped[0]?.sources ?? [],
  project: 'demo',
  seed: 1,
  empty: false,
  starters: 6,
  preset: 'none',
};

const direction = fc.record({
  latencyMs: fc.nat(1000),
  jitterMs: fc.nat(1000),
  loss: fc.constantFrom(0, 0.25, 1),
  bandwidthBytesPerSecond: fc.option(fc.integer({ min: 1, max: 1_000_000 })),
});

const client: fc.Arbitrary<StarterClient> = fc
  .record({
    session: fc.option(fc.record({ userId: fc.nat(100), role: fc.constantFrom('user', 'admin', 'ünïcode') })),
    online: fc.boolean(),
    weather: fc.oneof(
      fc.constantFrom('none' as const, '3g' as const, 'cafe' as const),
      direction,
      fc.tuple(direction, direction).map(([down, up]) => ({ ...down, up })),
    ),
  })
  .map(({ weather, ...who }) =>
    typeof weather === 'string' ? { ...who, preset: weather, link: null } : { ...who, preset: null, link: weather },
  );

const start: fc.Arbitrary<WorldStart> = fc.record({
  sources: fc.oneof(
    fc.constant(own.sources),
    fc.constant(own.sources.slice(1)),
    fc.string().map((text) => [...own.sources.slice(1), { path: 'queries/more.pyre', source: text }]),
    fc.string().map((text) => [{ path: 'schema.pyre', source: text }, ...own.sources.slice(1)]),
  ),
  project: fc.constant('demo'),
  seed: fc.nat(),
  empty: fc.boolean(),
  starters: fc.oneof(fc.constant(6), fc.array(client, { maxLength: 12 })),
  preset: fc.constantFrom('none', 'lan', '3g', 'tunnel', 'cafe'),
});

test('[UI-13] every world comes back from its link', () => {
  fc.assert(
    fc.property(start, (given) => {
      const read = unpackRecipe(packRecipe(recipeOf(given, own, shipped)));
      expect(read.ok).toBe(true);
      if (!read.ok) return;
      const cooked = startOf(read.recipe, own, shipped);
      const sorted = (world: WorldStart) => ({
        ...world,
        sources: world.sources.toSorted((left, right) => (left.path < right.path ? -1 : 1)),
      });
      expect(cooked.ok && sorted(cooked.start)).toEqual(sorted(given));
      expect(packRecipe(read.recipe)).toBe(packRecipe(recipeOf(given, own, shipped)));
    }),
  );
});

test('[UI-13] only what differs is told', () => {
  expect(recipeOf(own, own, shipped)).toEqual({});
  expect(recipeOf({ ...own, seed: 7 }, own, shipped)).toEqual({ seed: 7 });
  expect(recipeOf({ ...own, sources: shipped[1]?.sources ?? [], project: 'chat' }, own, shipped)).toEqual({
    project: 'chat',
  });
  const edited = [{ path: 'schema.pyre', source: 'record B {}' }];
  expect(recipeOf({ ...own, sources: edited }, own, shipped)).toEqual({
    sources: [['schema.pyre', 'record B {}']],
    without: ['queries/listA.pyre'],
  });
});

test('a link of six clients on a slow network is short', () => {
  const starters = Array.from({ length: 6 }, (_, index) => ({
    session: { userId: index + 1, role: 'user' },
    online: index !== 2,
    preset: '3g' as const,
    link: null,
  }));
  expect(packRecipe(recipeOf({ ...own, starters, preset: '3g' }, own, shipped)).length).toBeLessThan(160);
});

/** Made by version 1, for ever readable. */
const VERSION_1 =
  'w1.JY5NDoIwEIXv8tYTRAkx6c6lZyAsDA7SWFrstFFCencHXc6b7_1skJDjwALTdZBh4vlWLWtkED7oe8LbpinkpH-8MkfLcnBW0uVPKSDMd5jmTOB5SStMipkJg7Ps056rHSxig4fZkIXjVfkTIQbHMD8FhRDG0Vmvyu4vtEGvp9qPNbVUVy357FxftHGJLKyL0DxQvg';

test('[UI-13] links of version 1 stay readable', () => {
  expect(unpackRecipe(VERSION_1)).toEqual({
    ok: true,
    recipe: {
      sources: [['schema.pyre', 'x']],
      without: ['queries/listA.pyre'],
      seed: 37,
      empty: true,
      clients: [{ session: { userId: 2, role: 'user' }, offline: true }, { link: [10, 5, 0.5, null] }],
      preset: '3g',
    },
  });
});

const packed = (value: unknown, prefix = 'w1.') => {
  const bytes = deflateSync(new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value)));
  return prefix + Buffer.from(bytes).toString('base64url');
};

/** Text nested so deep that whoever descends into it falls. */
const deep = (open: string, close: string): string => `${open.repeat(60_000)}1${close.repeat(60_000)}`;

test.each([
  ['an empty one', 'w1.', /missing or damaged/],
  ['a newer one', packed({}, 'w2.'), /newer version/],
  ['one cut short', packed({ seed: 123456, preset: '3g' }).slice(0, -4), /missing or damaged/],
  ['letters of no link', 'w1.%%%', /missing or damaged/],
  ['packed rubbish', 'w1.AAAAAAAA', /missing or damaged/],
  ['text that is no JSON', packed('{"seed":'), /missing or damaged/],
  [
    'bytes that are no text',
    `w1.${Buffer.from(deflateSync(new Uint8Array([255, 254, 200]))).toString('base64url')}`,
    /damaged/,
  ],
  ['a list', packed([]), /no recipe/],
  ['a thing that no recipe has', packed({ rows: [] }), /rows/],
  ['a seed that is no number', packed({ seed: '7' }), /^seed: /],
  ['a seed of a fraction', packed({ seed: 1.5 }), /^seed: /],
  ['a path out of the project', packed({ sources: [['../../x.pyre', '']] }), /^sources\.0\.0: .*path/],
  ['too many clients', packed({ clients: Array.from({ length: MOST_CLIENTS + 1 }, () => ({})) }), /at most 2000/],
  ['a session that is a list', packed({ clients: [{ session: [1] }] }), /^clients\.0\.session: /],
  ['latency without end', packed({ clients: [{ link: [1e12, 0, 0, null] }] }), /^clients\.0\.link\.0: /],
  ['an unknown network', packed({ preset: 'avian' }), /^preset: /],
  ['a bomb', `w1.${Buffer.from(deflateSync(new Uint8Array(60_000_000))).toString('base64url')}`, /more than any world/],
  ['an older one that never was', packed({}, 'w0.'), /newer version|another version/],
  ['a session as deep as a well', packed(`{"clients":[{"session":${deep('{"a":', '}')}}]}`), /damaged|session/],
  ['a list as deep as a well', packed(deep('[', ']')), /damaged|no recipe/],
  ['too many files', packed({ sources: Array.from({ length: 201 }, (_, at) => [`${at}.pyre`, '']) }), /^sources: /],
  ['a file without text', packed({ sources: [['schema.pyre']] }), /^sources\.0/],
  ['less than no latency', packed({ clients: [{ link: [-1, 0, 0, null] }] }), /^clients\.0\.link\.0: /],
  ['no bandwidth at all', packed({ clients: [{ link: [1, 0, 0, 0] }] }), /^clients\.0\.link\.3: /],
  ['a seed beyond exact numbers', packed('{"seed":1e300}'), /^seed: /],
  ['a very long one', `w1.${'A'.repeat(2_000_000)}`, /too long/],
])('[UI-13] a hostile link, %s: a sentence', (_name, link, message) => {
  const read = unpackRecipe(link);
  expect(read.ok ? read.recipe : read.message).toMatch(message);
  expect(read.ok).toBe(false);
});

test('[UI-13] keys of prototypes reach nothing', () => {
  const text = '{"__proto__":{"empty":true},"clients":[{"session":{"userId":1,"__proto__":{"role":"admin"}}}]}';
  const read = unpackRecipe(packed(text));
  const recipe: Recipe = read.ok ? read.recipe : {};
  expect(recipe.empty).toBeUndefined();
  expect(Object.getPrototypeOf(recipe.clients?.[0]?.session ?? {})).toBe(Object.prototype);
  expect(({} as Record<string, unknown>)['empty']).toBeUndefined();
  expect(({} as Record<string, unknown>)['role']).toBeUndefined();
});

test('a project that the page does not have is named', () => {
  expect(startOf({ project: 'gone' }, own, shipped)).toMatchObject({
    ok: false,
    message: expect.stringContaining('gone'),
  });
});

test('a recipe is read from a file as from a link', () => {
  expect(readRecipeText('{ "seed": 37 }')).toEqual({ ok: true, recipe: { seed: 37 } });
  expect(readRecipeText('{')).toMatchObject({ ok: false });
});
