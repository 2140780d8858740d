// Which world a page opens, and that a link never touches the visitor's own [UI-13].
import { expect, test } from 'vitest';
import { readOpening } from '../../src/world/opening.ts';
import { packRecipe } from '../../src/world/recipe-link.ts';
import type { Recipe, WorldStart } from '../../src/world/recipe.ts';
import {
  entitle,
  letGo,
  LINKS_KEPT,
  makeOwn,
  mayUndo,
  notedWorlds,
  noteOpened as noteWorld,
  protectedWorlds,
  settleOwn,
  strikeGoing,
  type Notebook,
} from '../../src/world/worlds.ts';

const own: WorldStart = { sources: [], project: 'demo', seed: 1, empty: false, starters: 6, preset: 'none' };
const shipped = [{ id: 'demo', sources: [] }];

function emptyNotebook(): Notebook {
  const notes = new Map<string, string>();
  return { getItem: (name) => notes.get(name) ?? null, setItem: (name, text) => void notes.set(name, text) };
}

let nowMs = 0;
const noteOpened = (notebook: Notebook, name: string) =>
  noteWorld(notebook, { name, packed: `w1.${name}` }, (nowMs += 1000));
const names = (notebook: Notebook) => notedWorlds(notebook).map(({ name }) => name);

const torn: Notebook = {
  getItem() {
    throw new Error('no storage here');
  },
  setItem() {
    throw new Error('no storage here');
  },
};

const open = (packed: string, notebook: Notebook) => readOpening({ packed, notebook, own, shipped });
const link = (recipe: Recipe) => packRecipe(recipe);

test('[UI-13] without a link the page opens the own world, under no name', async () => {
  for (const notebook of [emptyNotebook(), torn]) {
    expect(await open('', notebook)).toEqual({
      start: own,
      world: undefined,
      packed: null,
      visiting: false,
      problem: null,
    });
  }
});

test('[UI-13] a link opens a world under a name of its own, always the same', async () => {
  const first = await open(link({ seed: 7 }), emptyNotebook());
  expect(first).toMatchObject({ start: { seed: 7 }, visiting: true, problem: null });
  expect(first.world).toMatch(/^link-[0-9a-f]{24}$/);
  expect((await open(link({ seed: 7 }), torn)).world).toBe(first.world);
  expect((await open(link({ seed: 8 }), emptyNotebook())).world).not.toBe(first.world);
});

test('[UI-13] a link that nothing can be made of leads home, with a reason', async () => {
  const opening = await open('w1.broken', emptyNotebook());
  expect(opening).toMatchObject({ start: own, world: undefined, visiting: false });
  expect(opening.problem).toContain('damaged');
  expect((await open(link({ project: 'gone' }), emptyNotebook())).problem).toContain('gone');
});

test('[UI-13] a world that is kept becomes the own one, and undone it is not', async () => {
  const notebook = emptyNotebook();
  const visited = await open(link({ seed: 7 }), notebook);
  makeOwn(notebook, { name: visited.world ?? '', packed: visited.packed ?? '' });
  expect(await open('', notebook)).toMatchObject({ start: { seed: 7 }, world: visited.world, visiting: false });
  expect(await open(link({ seed: 7 }), notebook)).toMatchObject({ visiting: false });
  expect(await open('w1.broken', notebook)).toMatchObject({ start: { seed: 7 }, visiting: false });
  expect((await open('w1.broken', notebook)).problem).not.toBeNull();
  expect(mayUndo(notebook)).toBe(true);
  settleOwn(notebook, true);
  expect(mayUndo(notebook)).toBe(false);
  expect((await open('', notebook)).start).toEqual(own);
});

test('letting the way back go keeps the world', async () => {
  const notebook = emptyNotebook();
  makeOwn(notebook, { name: 'link-a', packed: link({ seed: 9 }) });
  settleOwn(notebook, false);
  expect(mayUndo(notebook)).toBe(false);
  expect((await open('', notebook)).start.seed).toBe(9);
});

test('only the worlds of links that were opened last are kept, and never the own one let go', () => {
  const notebook = emptyNotebook();
  makeOwn(notebook, { name: 'link-own', packed: link({ seed: 9 }) });
  expect(noteOpened(notebook, 'link-own')).toEqual([]);
  for (let number = 1; number < LINKS_KEPT; number++) expect(noteOpened(notebook, `link-${number}`)).toEqual([]);
  expect(noteOpened(notebook, 'link-x')).toEqual([]);
  expect(noteOpened(notebook, 'link-y')).toEqual(['link-1']);
  expect(noteOpened(notebook, 'link-2')).toEqual([]);
});

test('[UI-13] a world that was the own one is kept, however many links are opened, until it is forgotten', () => {
  const notebook = emptyNotebook();
  noteOpened(notebook, 'link-mine');
  makeOwn(notebook, { name: 'link-mine', packed: 'w1.link-mine' });
  settleOwn(notebook, false);
  makeOwn(notebook, null);
  settleOwn(notebook, false);
  for (let number = 0; number <= LINKS_KEPT; number++) noteOpened(notebook, `link-${number}`);
  expect(protectedWorlds(notebook)).toEqual(['link-mine']);
  expect(names(notebook)).toHaveLength(LINKS_KEPT + 1);
  expect(notedWorlds(notebook).at(-1)).toMatchObject({ name: 'link-mine', kept: true, packed: 'w1.link-mine' });
  letGo(notebook, 'link-mine', true);
  expect(protectedWorlds(notebook)).toEqual([]);
  letGo(notebook, 'link-mine', false);
  expect(protectedWorlds(notebook)).toEqual(['link-mine']);
  letGo(notebook, 'link-mine', true);
  expect(strikeGoing(notebook)).toEqual(['link-mine']);
  expect(names(notebook)).not.toContain('link-mine');
  expect(strikeGoing(notebook)).toEqual([]);
});

test('[UI-13] the list says when a world was opened, for which lesson, and what the visitor calls it', () => {
  const notebook = emptyNotebook();
  noteWorld(notebook, { name: 'link-a', packed: 'w1.a', lesson: 'deletes' }, 1000);
  entitle(notebook, 'link-a', '  Deletes, tried  ');
  noteWorld(notebook, { name: 'link-b', packed: 'w1.b' }, 2000);
  noteWorld(notebook, { name: 'link-a', packed: 'w1.a' }, 3000);
  expect(notedWorlds(notebook)).toEqual([
    { name: 'link-a', packed: 'w1.a', openedAtMs: 3000, lesson: 'deletes', title: 'Deletes, tried' },
    { name: 'link-b', packed: 'w1.b', openedAtMs: 2000 },
  ]);
  entitle(notebook, 'link-a', ' ');
  expect(notedWorlds(notebook)[0]).not.toHaveProperty('title');
});

test('[UI-13] the own world cannot be forgotten, and one that is opened again is not', () => {
  const notebook = emptyNotebook();
  makeOwn(notebook, { name: 'link-own', packed: 'w1.own' });
  letGo(notebook, 'link-own', true);
  noteOpened(notebook, 'link-a');
  letGo(notebook, 'link-a', true);
  noteOpened(notebook, 'link-a');
  expect(strikeGoing(notebook)).toEqual([]);
  expect(names(notebook)).toEqual(['link-a', 'link-own']);
});

test('notes of an earlier version, names alone, are read', () => {
  const notebook = emptyNotebook();
  const own = { name: 'link-own', packed: 'w1.own' };
  notebook.setItem('pyre-sync worlds', JSON.stringify({ own, opened: ['link-a', 'link-own'] }));
  expect(notedWorlds(notebook)).toEqual([
    { name: 'link-a', packed: null, openedAtMs: null },
    { ...own, openedAtMs: null },
  ]);
});

test.each(['', 'null', '[]', '{"own":null,"opened":[{"name":1}]}', '{"own":{},"opened":[]}'])(
  'notes that are %s are no notes',
  (text) => {
    const notebook = emptyNotebook();
    notebook.setItem('pyre-sync worlds', text);
    expect(notedWorlds(notebook)).toEqual([]);
    expect(protectedWorlds(notebook)).toEqual([]);
    noteOpened(notebook, 'link-a');
    expect(names(notebook)).toEqual(['link-a']);
  },
);

test('[UI-13] sites of one origin have worlds of their own', async () => {
  const at = (site: string) =>
    readOpening({ packed: link({ seed: 7 }), notebook: emptyNotebook(), own, shipped, site });
  const [root, one, two] = await Promise.all(['/', '/one/', '/two/'].map(at));
  expect(new Set([root, one, two].map((opening) => opening?.world)).size).toBe(3);
  expect(root?.world).toBe((await open(link({ seed: 7 }), emptyNotebook())).world);
});
