// The list of this browser's worlds: names, contents, what each may be asked [UI-13].
import { expect, test } from 'vitest';
import { ago, listWorlds, type ListOptions } from '../../src/ui/share/world-list.ts';
import { packRecipe } from '../../src/world/recipe-link.ts';

const sources = [{ path: 'schema.pyre', source: 'record A {\n    id Int @id\n}\n' }];
const options: ListOptions = {
  noted: [],
  mine: null,
  here: undefined,
  own: { sources, project: 'demo', seed: 1, empty: false, starters: 6, preset: 'none' },
  shipped: [
    { id: 'demo', sources },
    { id: 'chat', sources: [{ path: 'schema.pyre', source: 'record Room {\n    id Int @id\n}\n' }] },
  ],
  names: new Map([
    ['demo', 'Blog'],
    ['chat', 'Chat'],
    ['deletes', 'What becomes of deleted rows'],
  ]),
};
const noted = (name: string, packed: string | null, more = {}) => ({ name, packed, openedAtMs: 5, ...more });

test('the page’s own world stands first, and is the visitor’s until another one is', () => {
  expect(listWorlds(options)).toMatchObject([{ name: null, mine: true, here: true, hash: null, asOwn: null }]);
  const packed = packRecipe({ seed: 7 });
  const mine = { name: 'link-a', packed };
  expect(listWorlds({ ...options, mine, here: 'link-a', noted: [noted('link-a', packed)] })).toMatchObject([
    { name: null, mine: false, here: false },
    { name: 'link-a', mine: true, here: true },
  ]);
});

test.each([
  [
    'a link',
    noted('l', packRecipe({ seed: 7 })),
    { called: 'Blog, seed 7', contents: ['Blog', 'rows made from seed 7'] },
  ],
  [
    'another project',
    noted('l', packRecipe({ project: 'chat', clients: [{}, {}] })),
    { called: 'Chat', contents: ['Chat', /seed 1/, '2 clients'] },
  ],
  [
    'edited files',
    noted('l', packRecipe({ sources: [['schema.pyre', 'x']] })),
    { contents: ['Blog, 1 edited file', /seed/] },
  ],
  ['a lesson', noted('l', packRecipe({}), { lesson: 'deletes' }), { called: 'Lesson: What becomes of deleted rows' }],
  ['a title', noted('l', packRecipe({}), { lesson: 'deletes', title: 'Mine' }), { called: 'Mine' }],
  ['no recipe', noted('l', null), { called: 'A world of a link', hash: null, asOwn: undefined }],
  ['a recipe that is damaged', noted('l', 'w1.x'), { called: 'A world of a link' }],
  ['a project that is gone', noted('l', packRecipe({ project: 'gone' })), { contents: [/gone/] }],
])('a world of %s says what it is', (_name, world, { contents, ...expected }: Record<string, unknown>) => {
  const [, listed] = listWorlds({ ...options, noted: [world] });
  expect(listed).toMatchObject(expected);
  if (Array.isArray(contents)) expect(listed?.contents).toEqual(contents.map((part) => expect.stringMatching(part)));
});

test('a lesson opens as a lesson', () => {
  const packed = packRecipe({ seed: 3 });
  const [, listed] = listWorlds({ ...options, noted: [noted('l', packed, { lesson: 'deletes' })] });
  expect(listed?.hash).toBe(`${packed}&tab=lessons&lesson=deletes`);
});

const MINUTE = 60_000;
test.each([
  [0, 'just now'],
  [MINUTE, '1 minute ago'],
  [59 * MINUTE, '59 minutes ago'],
  [61 * MINUTE, '1 hour ago'],
  [49 * 60 * MINUTE, '2 days ago'],
  [40 * 24 * 60 * MINUTE, '1970-01-01'],
])('%i ms ago is %s', (passedMs, text) => {
  expect(ago(0, passedMs)).toBe(text);
});
