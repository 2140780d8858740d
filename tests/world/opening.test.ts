// Which world a page opens, and that a link never touches the visitor's own [UI-13].
import { expect, test } from 'vitest';
import { readOpening } from '../../src/world/opening.ts';
import { packRecipe } from '../../src/world/recipe-link.ts';
import type { Recipe, WorldStart } from '../../src/world/recipe.ts';
import { LINKS_KEPT, makeOwn, mayUndo, noteOpened, settleOwn, type Notebook } from '../../src/world/worlds.ts';

const own: WorldStart = { sources: [], project: 'demo', seed: 1, empty: false, starters: 6, preset: 'none' };
const shipped = [{ id: 'demo', sources: [] }];

function emptyNotebook(): Notebook {
  const notes = new Map<string, string>();
  return { getItem: (name) => notes.get(name) ?? null, setItem: (name, text) => void notes.set(name, text) };
}

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
