// Lessons as they are drawn: the list, a guess before the reveal, goals by name, and the text of one's own.
import { cleanup, fireEvent, render, screen, within } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { beginLesson } from '../../src/ui/lessons/begin.ts';
import { LessonDock } from '../../src/ui/lessons/lesson-dock.tsx';
import { LessonsPanel } from '../../src/ui/lessons/lessons-panel.tsx';

import { LESSONS } from '../../src/ui/lessons/all.ts';
import { named } from '../../src/ui/lessons/named.ts';
import { readProgress, writeProgress } from '../../src/ui/lessons/progress.ts';
import { PageProvider, usePage } from '../../src/ui/page.tsx';
import { AT_HOME, VisitProvider, type Visit } from '../../src/ui/share/visit.tsx';
import { packRecipe, unpackRecipe } from '../../src/world/recipe-link.ts';
import { clientView, post, stillWorld, type StillWorld } from './still-world.ts';

beforeEach(() => localStorage.clear());
afterEach(cleanup);

function draw(world: StillWorld, lesson: string | null, visit: Partial<Visit> = {}) {
  function Opened() {
    usePage().openLesson(lesson);
    return (
      <>
        <LessonDock />
        <LessonsPanel />
      </>
    );
  }
  return render(() => (
    <VisitProvider visit={{ ...AT_HOME, ...visit }}>
      <PageProvider world={world}>
        <Opened />
      </PageProvider>
    </VisitProvider>
  ));
}

/** Where the lesson's world is open. */
function inWorldOf(lesson: string): Partial<Visit> {
  const recipe = LESSONS.find(({ id }) => id === lesson)?.recipe;
  return recipe ? { packed: packRecipe(recipe), visiting: true } : {};
}

const world = () =>
  stillWorld([
    clientView(1, 'Ada', [post([18, 'Cranes for two', false])]),
    clientView(2, 'Bruno', []),
    clientView(3, 'Chiara', []),
  ]);

test('[UI-15] the list has every lesson with what was reached, and opens its world', async () => {
  const opened: string[] = [];
  writeProgress('deletes', { step: 1, reached: [0] });
  draw(world(), null, { open: (packed) => void opened.push(packed) });
  for (const { title } of LESSONS) expect(screen.getByText(title)).toBeTruthy();
  const deletes = screen.getByRole('button', { name: /Deletes/ });
  expect(deletes.textContent).toContain('1 of 3 steps');
  fireEvent.click(deletes);
  expect(opened).toEqual([expect.stringMatching(/^w1\.[\w-]+&tab=lessons&lesson=deletes$/)]);
});

test.each(LESSONS)('the recipe of “$title” is what its link makes', ({ recipe }) => {
  const packed = packRecipe(recipe);
  const read = unpackRecipe(packed);
  expect(read.ok && packRecipe(read.recipe)).toBe(packed);
});

test('[UI-15] a lesson in another world offers its own instead of changing this one', () => {
  draw(world(), 'deletes', { packed: 'w1.other' });
  expect(screen.getByRole('button', { name: 'Open its world' })).toBeTruthy();
  expect(screen.queryByTestId('lesson-step')).toBeNull();
});

test('[UI-15] first a guess, then help; the reveal comes with the goal', () => {
  const still = world();
  draw(still, 'publish-and-unpublish', inWorldOf('publish-and-unpublish'));
  const step = within(screen.getByTestId('lesson-step'));
  expect(step.queryByRole('button', { name: 'Do it for me' })).toBeNull();
  expect(step.queryAllByTestId('goal'), 'goals would tell').toEqual([]);
  const [wrong] = step.getAllByRole('radio');
  if (!wrong) throw new Error('a choice');
  fireEvent.click(wrong);
  expect(step.getByRole('button', { name: 'Do it for me' })).toBeTruthy();
  expect(step.queryByText('Reached', { exact: false })).toBeNull();
  const published = post([18, 'Cranes for two', true]);
  still.show({ clients: ['Ada', 'Bruno', 'Chiara'].map((name, index) => clientView(index + 1, name, [published])) });
  expect(step.getAllByTestId('goal').map((goal) => goal.dataset['met'])).toEqual(['true', 'false']);
  const [ada] = still.view().clients;
  still.say([
    {
      sequence: 5,
      atMs: 1,
      direction: 'down',
      kind: 'delta',
      summary: 'brings posts 18',
      parties: ada ? [{ id: ada.id, name: ada.name }] : [],
      skipped: [],
      rows: [{ table: 'posts', key: 18, removed: false }],
      tables: ['posts'],
      bytes: 80,
      durationMs: null,
      partner: null,
      revision: 4,
      deliveries: new Map(),
      payload: '',
    },
  ]);
  expect(step.getByText(/Reached: not as you guessed/)).toBeTruthy();
  const verdicts = step.getAllByRole('radio').map((radio) => radio.closest('label')?.dataset['verdict']);
  expect(verdicts).toEqual(['wrong', 'right', 'other']);
  expect(step.getByText('your guess', { exact: false }).textContent).toBe('✕ your guess');
  expect(readProgress()['publish-and-unpublish']).toEqual({ step: 0, reached: [0] });
});

test('[UI-15] on other tabs a bar tells what to do, ticks the goals and says so', () => {
  const still = world();
  draw(still, 'publish-and-unpublish', inWorldOf('publish-and-unpublish'));
  const bar = within(screen.getByTestId('lesson-dock'));
  expect(bar.queryAllByTestId('goal'), 'goals would tell before the guess').toEqual([]);
  fireEvent.click(bar.getByRole('button', { name: 'Skip the guess' }));
  expect(bar.getAllByTestId('goal').map((goal) => goal.dataset['standing'])).toEqual(['open', 'open']);
  expect(bar.getByText('PublishPost', { exact: false })).toBeTruthy();
  const published = post([18, 'Cranes for two', true]);
  still.show({ clients: ['Ada', 'Bruno', 'Chiara'].map((name, index) => clientView(index + 1, name, [published])) });
  expect(bar.getAllByTestId('goal').map((goal) => goal.dataset['standing'])).toEqual(['met', 'open']);
  expect(screen.getByTestId('lesson-status').textContent).toBe(
    'Goal reached: every client holds post 18 “Cranes for two”.',
  );
});

test('[UI-15] what holds before anything was done is no success', () => {
  const still = world();
  draw(still, 'deletes', inWorldOf('deletes'));
  const bar = within(screen.getByTestId('lesson-dock'));
  fireEvent.click(bar.getByRole('button', { name: 'Skip the guess' }));
  expect(bar.getAllByTestId('goal').map((goal) => goal.dataset['standing'])).toContain('held');
  expect(bar.queryAllByText('✓')).toEqual([]);
});

test('[UI-15] the bar leaves the lesson, back to the own world', () => {
  let left = 0;
  draw(world(), 'deletes', { ...inWorldOf('deletes'), goHome: () => void (left += 1) });
  fireEvent.click(screen.getByRole('button', { name: 'Leave the lesson, back to my world' }));
  expect(left).toBe(1);
});

test('[UI-15] a lesson that was done begins anew, one that is under way goes on', () => {
  const [lesson] = LESSONS;
  if (!lesson) throw new Error('a lesson');
  const all = lesson.steps.map((_, index) => index);
  const cases = [
    [
      { step: 1, reached: all },
      { step: 0, reached: all, fresh: true },
    ],
    [
      { step: 1, reached: [0] },
      { step: 1, reached: [0] },
    ],
    [
      { step: 0, reached: [] },
      { step: 0, reached: [], fresh: true },
    ],
  ] as const;
  for (const [before, after] of cases) {
    writeProgress(lesson.id, { ...before, reached: [...before.reached] });
    beginLesson(lesson, { open: () => undefined });
    expect(readProgress()[lesson.id]).toEqual(after);
  }
});

test('[UI-15] lessons that begin alike have worlds of their own', () => {
  const packed = LESSONS.map(({ recipe }) => packRecipe(recipe));
  expect(new Set(packed).size).toBe(LESSONS.length);
});

test('[UI-15] starting over never makes the visitor’s own world anew', async () => {
  const still = world();
  const [lesson] = LESSONS;
  if (!lesson) throw new Error('a lesson');
  draw(still, lesson.id, { packed: packRecipe(lesson.recipe), visiting: false });
  fireEvent.click(screen.getByRole('button', { name: 'Start over' }));
  await Promise.resolve();
  expect(still.intents).toEqual([]);
});

test('goals are read by names; numbers that nobody has stay', () => {
  const view = world().view();
  expect(named('client 2 holds post 2', view)).toBe('Bruno holds post 2');
  expect(named('client 2 holds post 18', view)).toBe('Bruno holds post 18 “Cranes for two”');
  expect(named('client 9 is live', view)).toBe('client 9 is live');
});

test.each(['', '{', '{"deletes":7}', '[]'])('progress that makes no sense is none: %s', (text) => {
  localStorage.setItem('pyre-lessons', text);
  expect(readProgress()).toEqual({});
});
