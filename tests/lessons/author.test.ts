// A lesson while it is written: what a person does becomes actions, and actions lines of the text [UI-15].
import { expect, test } from 'vitest';
import { writeAction } from '../../src/ui/lessons/actions.ts';
import { GOAL_EXAMPLES, fileName, newDraft, withActions, withGoal, withStep } from '../../src/ui/lessons/draft.ts';
import { readCondition } from '../../src/ui/lessons/conditions.ts';
import { Recorder } from '../../src/ui/lessons/record.ts';
import { servedWorld } from '../world/served-world.ts';
import { compiled } from './lesson-files.ts';

test('[UI-15] what is done in a running world is recorded as what a lesson can do', async () => {
  const { world, settle } = await servedWorld();
  const recorder = new Recorder(world.view(), world.messages.view());
  const done = async (work: () => unknown) => {
    const working = work();
    const actions = [];
    for (let round = 0; round < 4; round++) {
      await settle();
      actions.push(...recorder.look(world.view(), world.messages.view()));
    }
    await working;
    return actions.map(writeAction);
  };
  const [ada, bruno] = world.view().clients;
  if (!ada || !bruno) throw new Error('two clients at least');
  expect(await done(() => undefined)).toEqual([]);
  expect(await done(() => world.submit(ada.id, 'PublishPost', { id: 18, published: true }))).toEqual([
    'as client 1 run PublishPost with id=18 published=true',
  ]);
  expect(await done(() => world.setOnline(bruno.id, false))).toEqual(['take client 2 offline']);
  expect(await done(() => world.setOnline(bruno.id, true))).toEqual(['bring client 2 online']);
  expect(await done(() => world.changeSession(bruno.id, { userId: 1, role: 'user' }))).toEqual([
    'change the session of client 2 to userId=1 role="user"',
  ]);
  expect(await done(() => world.weather.setPreset(bruno.id, '3g'))).toEqual(['set the network of client 2 to 3g']);
  expect(await done(() => world.weather.setPreset('all', 'lan'))).toEqual(['set the network to lan']);
  expect(await done(() => world.addClient({ userId: 7, role: 'user' }))).toEqual(['add client userId=7 role="user"']);
  expect(await done(() => world.addClients(20))).toEqual(['add 20 clients']);
  expect(await done(() => world.removeClient(ada.id))).toEqual(['remove client 1']);
  expect(await done(() => world.weather.setServerDown(true))).toEqual(['take the server down']);
  expect(await done(() => world.weather.setServerDown(false))).toEqual(['take the server up']);
});

test('[UI-15] a new draft is a lesson, and makes the world that it was begun in', async () => {
  const { world, settle } = await servedWorld();
  await world.addClient({ userId: 9, role: 'editor' });
  const ben = world.view().clients[1];
  if (ben) world.setOnline(ben.id, false);
  world.weather.setPreset('all', '3g');
  await settle();
  const lesson = compiled('mine.md', newDraft(world.start()));
  expect(lesson.recipe.preset).toBe('3g');
  expect(lesson.recipe.clients?.map(({ session, offline }) => [session?.['userId'], offline])).toEqual([
    [1, undefined],
    [2, true],
    [3, undefined],
    [9, undefined],
  ]);
});

const start = { sources: [], project: 'demo', seed: 1, empty: false, starters: 2, preset: 'none' } as const;

test('[UI-15] actions and goals go into the last step, in order', () => {
  let text = newDraft(start);
  text = withActions(text, [{ kind: 'select', client: 1 }]);
  text = withStep(text);
  text = withActions(text, [{ kind: 'step' }]);
  text = withActions(text, [{ kind: 'pause', paused: false }]);
  text = withGoal(text, 'client 1 is live');
  const { steps } = compiled('mine.md', text);
  expect(steps.map(({ actions }) => actions.map(writeAction))).toEqual([
    ['select client 1'],
    ['let one frame arrive', 'go on'],
  ]);
  expect(steps.map(({ goals }) => goals.at(-1)?.text)).toEqual(['a delta message was sent', 'client 1 is live']);
  expect(steps.map(({ why }) => why.length)).toEqual([1, 1]);
});

test('[UI-15] a text without those headings gets them', () => {
  expect(withActions('## A\n\nText.', [{ kind: 'step' }])).toBe(
    '## A\n\nText.\n\n### Do it\n\n- let one frame arrive\n',
  );
  expect(withGoal('## A\n', 'client 1 is live')).toBe('## A\n\n### Goal\n\n- client 1 is live\n');
});

test.each(GOAL_EXAMPLES)('[UI-15] the example “%s” is a goal', (goal) => expect(readCondition(goal)).not.toBeNull());

test.each([
  ['title: Who may see what?', 'who-may-see-what.md'],
  ['title: ÄÖ', 'lesson.md'],
  ['', 'lesson.md'],
])('a file is called after its title: %s', (text, name) => expect(fileName(text)).toBe(name));
