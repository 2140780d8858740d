// Every lesson in a running world, server and all: what it does for a person reaches its goals, and nothing is reached before.
import { expect, test } from 'vitest';
import { LessonRun } from '../../src/ui/lessons/run.ts';
import { startOf, type WorldStart } from '../../src/world/recipe.ts';
import { demoSources } from '../server/open-server.ts';
import { servedWorld } from '../world/served-world.ts';
import { compiled, lessonFiles } from './lesson-files.ts';

const own: WorldStart = { sources: demoSources, project: 'demo', seed: 1, empty: false, starters: 6, preset: 'none' };

test('there is a lesson for everything that a newcomer should have seen', () => {
  expect(lessonFiles.map(({ name }) => name).toSorted()).toEqual([
    'a-thousand-clients.md',
    'deletes.md',
    'first-catch-up.md',
    'offline-and-back.md',
    'permission-hash.md',
    'publish-and-unpublish.md',
    'slow-link.md',
    'who-may-see-what.md',
  ]);
});

for (const { name, text } of lessonFiles) {
  test(`[UI-15] ${name}: done step by step, every goal is reached, and again after a reset`, async () => {
    const lesson = compiled(name, text);
    const cooked = startOf(lesson.recipe, own, [{ id: 'demo', sources: demoSources }]);
    if (!cooked.ok) throw new Error(cooked.message);
    const { world, settle, reported } = await servedWorld(cooked.start);
    const reached: number[] = [];
    const run = new LessonRun({ world, lesson, reached: (step) => void reached.push(step) });
    const through = async () => {
      for (const [index, step] of lesson.steps.entries()) {
        expect(run.view(), `${step.title}: nothing reached yet`).toMatchObject({ step: index, reached: false });
        const doing = run.doIt();
        for (let round = 0; round < 40 && !run.view().reached; round++) await settle();
        await doing;
        const missed = step.goals.filter((_, goal) => !run.view().goals[goal]).map((goal) => goal.text);
        expect({ step: step.title, problem: run.view().problem, missed }).toEqual({
          step: step.title,
          problem: null,
          missed: [],
        });
        run.next();
      }
      expect(run.view().finished).toBe(true);
    };
    await through();
    expect(reached).toEqual(lesson.steps.map((_, index) => index));
    if (name !== 'a-thousand-clients.md') {
      const resetting = run.reset();
      await settle();
      await resetting;
      await settle();
      await through();
    }
    run.stop();
    expect(reported).toEqual([]);
  });
}
