// Lessons from text: what a teacher may write, and where each mistake is told [UI-15].
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAction, writeAction } from '../../src/ui/lessons/actions.ts';
import { compileLesson, problemText } from '../../src/ui/lessons/compile.ts';
import { readCondition } from '../../src/ui/lessons/conditions.ts';
import { readValues } from '../../src/ui/lessons/words.ts';
import { compiled } from './lesson-files.ts';

const head = '---\ntitle: T\nabout: A\n---\n';
const step = '## One\n\n### Goal\n\n- client 1 is live\n';

test('[UI-15] a whole lesson', () => {
  const lesson = compiled(
    'mine.md',
    `---
title: Mine
about: What it is about.
minutes: 7
order: 3
project: chat
seed: 5
empty: yes
network: 3g
clients:
  - userId=2 role="user" offline
  - userId=3 network=lan
---

Hello *you*, see [Pyre](https://example.org) and \`code\`.

## First

Do **this**.

### Predict

What happens?

- [ ] One \`thing\`
- [x] Another

### Goal

- \`client 2 holds post 7\`

### Hint

1. so
2. and so

### Do it

- as client 2 run PublishPost with id=7 published=true

### Why

> Because.
`,
  );
  expect(lesson).toMatchObject({
    id: 'mine',
    title: 'Mine',
    minutes: 7,
    order: 3,
    recipe: {
      project: 'chat',
      seed: 5,
      empty: true,
      preset: '3g',
      clients: [
        { session: { userId: 2, role: 'user' }, offline: true },
        { session: { userId: 3 }, preset: 'lan' },
      ],
    },
  });
  expect(lesson.intro).toEqual([
    {
      kind: 'paragraph',
      inlines: [
        { kind: 'text', text: 'Hello ' },
        { kind: 'emphasis', inlines: [{ kind: 'text', text: 'you' }] },
        { kind: 'text', text: ', see ' },
        { kind: 'link', to: 'https://example.org', inlines: [{ kind: 'text', text: 'Pyre' }] },
        { kind: 'text', text: ' and ' },
        { kind: 'code', text: 'code' },
        { kind: 'text', text: '.' },
      ],
    },
  ]);
  const [first] = lesson.steps;
  expect(first?.prediction).toMatchObject({
    question: [{ kind: 'paragraph' }],
    choices: [
      { right: false, text: [{ text: 'One ' }, { kind: 'code', text: 'thing' }] },
      { right: true, text: [{ text: 'Another' }] },
    ],
  });
  expect(first?.goals).toEqual([
    { text: 'client 2 holds post 7', condition: { kind: 'holds', who: 2, table: 'post', key: 7, not: false } },
  ]);
  expect(first?.actions).toEqual([
    { kind: 'submit', client: 2, query: 'PublishPost', input: { id: 7, published: true } },
  ]);
  expect(first?.hint).toMatchObject([{ kind: 'list', ordered: true, items: [[{}], [{}]] }]);
  expect(first?.why).toMatchObject([{ kind: 'quote' }]);
});

test('[UI-15] HTML and dangerous links stay text', () => {
  const { intro } = compiled(
    'x.md',
    `${head}<b onclick="x()">bold</b> [here](javascript:alert(1)) <script>\n\n${step}`,
  );
  expect(JSON.stringify(intro)).not.toMatch(/"kind":"link"/);
  expect(intro).toMatchObject([
    { kind: 'paragraph', inlines: [{ kind: 'text', text: expect.stringContaining('<b onclick="x()">bold</b>') }] },
  ]);
});

test.each([
  ['no head', step, ['x.md, line 1: A lesson begins with a head']],
  ['a head without an end', '---\ntitle: T\n', ['x.md, line 1:']],
  ['an unknown name', `---\ntitle: T\nabout: A\ncolour: red\n---\n${step}`, ['x.md, line 4: The head knows title']],
  ['no title', `---\nabout: A\n---\n${step}`, ['x.md, line 1: The head lacks title']],
  [
    'a strange network',
    `---\ntitle: T\nabout: A\nnetwork: avian\n---\n${step}`,
    ['x.md, line 4: The network is one of'],
  ],
  ['too many clients', `---\ntitle: T\nabout: A\nclients: 5000\n---\n${step}`, ['x.md, line 4: clients is a number']],
  [
    'a client in no form',
    `---\ntitle: T\nabout: A\nclients:\n  - Ann\n---\n${step}`,
    ['x.md, line 5: A client is written'],
  ],
  ['no step', head, ['x.md, line 5: A lesson has at least one step']],
  ['a step without a goal', `${head}## One\n\nText.\n`, ['x.md, line 5: A step has a goal']],
  [
    'a goal in no form',
    `${head}## One\n\n### Goal\n\n- the moon is full\n`,
    ['x.md, line 9: No condition reads so: “the moon is full”'],
  ],
  [
    'an action in no form',
    `${head}${step}\n### Do it\n\n- go on\n- dance\n`,
    ['x.md, line 14: No action reads so: “dance”'],
  ],
  [
    'an unknown heading',
    `${head}${step}\n### Goals\n\n- client 1 is live\n`,
    ['x.md, line 11: A step knows the headings'],
  ],
  ['a heading twice', `${head}${step}\n### Goal\n\n- client 1 is live\n`, ['x.md, line 11: A step has one Goal']],
  ['a heading before a step', `${head}# Top\n\n${step}`, ['x.md, line 5: A step begins with two hashes']],
  [
    'a choice without a box',
    `${head}${step}\n### Predict\n\n- yes\n- [x] no\n- [ ] perhaps\n`,
    ['x.md, line 13: A choice begins with'],
  ],
  [
    'no right choice',
    `${head}${step}\n### Predict\n\n- [ ] no\n- [ ] perhaps\n`,
    ['x.md, line 11: One of the choices is right'],
  ],
])('[UI-15] %s is told with file and line', (_name, text, expected) => {
  const result = compileLesson('x.md', text);
  const told = result.ok ? [] : problemText(result.problems).split('\n');
  for (const part of expected) expect(told).toContainEqual(expect.stringContaining(part));
});

test('[UI-15] any text is a lesson or a list of problems, never a throw', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '---',
      '## a',
      '### Goal',
      '- client 1 is live',
      '### Predict',
      '- [x] a',
      '> b',
      '1. c',
      '```',
      '    d',
      '',
    ),
    fc.string(),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 30 }), (lines) => {
      const result = compileLesson('x.md', `${head}${lines.join('\n')}`);
      if (!result.ok) for (const problem of result.problems) expect(problem.line).toBeGreaterThan(0);
    }),
  );
});

test.each([
  'client 2 is live',
  'client "Ann Lee" is offline',
  'every client is live',
  'client 2 holds post 7',
  'client 2 does not hold post "A-1"',
  'every client holds post 7',
  'no client holds post 7',
  'client 2 holds a post with title = "Only mine"',
  'client 2 does not hold an article with published = true',
  'client 2 holds at least 3 posts',
  'client 2 holds exactly 0 posts',
  'there are 3 clients',
  'there are at least 1000 clients',
  'every view is exact',
  'a delta message was sent',
  'a delta message to client 2 was sent',
  'a delta message to client 2 removing post 7 was sent',
  'an answer message with post 7 was sent',
  'the permission hash of client 2 changed',
  'the permission hash of client 2 changed in posts',
  'the session of client 2 has role = "editor"',
  'the network is 3g',
  'the network of client 2 is tunnel',
  'the server is down',
  'the world is paused',
])('[UI-15] a goal may say: %s', (text) => {
  expect(readCondition(text)).not.toBeNull();
  expect(readCondition(`${text}.`)).toEqual(readCondition(text));
});

test.each(['', 'client', 'client 2', 'client 2 hold post 7', 'a foo message was sent', 'client 2 holds post seven'])(
  '[UI-15] a goal may not say: %s',
  (text) => expect(readCondition(text)).toBeNull(),
);

test.each([
  'add client',
  'add client userId=2 role="user"',
  'add 10 clients',
  'remove client 2',
  'select client "Ann Lee"',
  'take client 2 offline',
  'bring client 2 online',
  'resync client 2',
  'reconnect client 2',
  'as client 2 run ListPosts',
  'as client 2 run CreatePost with title="A \\"b\\" c=d" published=true tags=["a b",{"c":[1]}]',
  'change the session of client 2 to userId=1 role="user"',
  'set the network to 3g',
  'set the network of client 2 to tunnel',
  'take the server down',
  'take the server up',
  'pause',
  'go on',
  'let one frame arrive',
])('[UI-15] a lesson can: %s', (text) => {
  const action = readAction(text);
  expect(action).not.toBeNull();
  expect(action && writeAction(action)).toBe(text);
});

test('[UI-15] values come back as they were written', () => {
  const json = fc.jsonValue({ maxDepth: 2 });
  const values = fc.dictionary(fc.stringMatching(/^[a-z]\w{0,8}$/), json, { maxKeys: 4 });
  fc.assert(
    fc.property(values, (given) => {
      const text = Object.entries(given)
        .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
        .join(' ');
      expect(JSON.stringify(readValues(text))).toBe(JSON.stringify({ ...given }));
    }),
  );
});
