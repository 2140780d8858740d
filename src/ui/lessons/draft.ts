// A lesson while it is written: its text, from where to start, and how recorded actions get into it. Pure.
import type { WorldStart } from '../../world/recipe.ts';
import { writeAction, type Action } from './actions.ts';

/** Examples of what a goal can say, for those who look for the words. */
export const GOAL_EXAMPLES = [
  'client 2 is live',
  'client 2 is offline',
  'client 2 holds post 7',
  'client 2 does not hold post 7',
  'every client holds post 7',
  'no client holds post 7',
  'client 2 holds a post with title = "Hello"',
  'client 2 holds at least 3 posts',
  'there are at least 10 clients',
  'every view is exact',
  'a delta message was sent',
  'a delta message to client 2 removing post 7 was sent',
  'the permission hash of client 2 changed',
  'the session of client 2 has role = "editor"',
  'the network of client 2 is 3g',
  'the server is down',
] as const;

/** The text to begin with: a head that makes the world as it is now, and one step. */
export function newDraft(start: WorldStart): string {
  const { starters, preset, seed, empty, project } = start;
  const clients =
    typeof starters === 'number'
      ? [`clients: ${starters}`]
      : ['clients:', ...starters.map((client) => `  - ${writeStarter(client)}`)];
  return [
    '---',
    'title: My lesson',
    'about: What is learned, in a sentence.',
    'minutes: 3',
    ...(project === 'demo' ? [] : [`project: ${project}`]),
    `seed: ${seed}`,
    ...(empty ? ['empty: yes'] : []),
    ...(preset === 'none' ? [] : [`network: ${preset}`]),
    ...clients,
    '---',
    '',
    'What this lesson is about, in a few sentences.',
    '',
    ...step('First step'),
  ].join('\n');
}

type Starter = Exclude<WorldStart['starters'], number>[number];

function writeStarter({ session, online, preset }: Starter): string {
  const values = Object.entries(session ?? {}).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return [...values, ...(online ? [] : ['offline']), ...(preset === null ? [] : [`network=${preset}`])].join(' ');
}

/** One more step at the end. */
export function withStep(text: string): string {
  return [text.trimEnd(), '', ...step('Next step')].join('\n');
}

function step(title: string): readonly string[] {
  return [
    `## ${title}`,
    '',
    'What happens in this step.',
    '',
    '### Predict',
    '',
    'What do you expect?',
    '',
    '- [ ] This → Why it is not so.',
    '- [x] That',
    '',
    '### Task',
    '',
    'What to do and where, in a sentence.',
    '',
    '### Goal',
    '',
    '- every view is exact',
    '- a delta message was sent',
    '',
    '### Hint',
    '',
    'Where to click.',
    '',
    '### Why',
    '',
    'What was to be seen.',
    '',
    '### Do it',
    '',
  ];
}

/** The text with actions at the end of the last step's list of what is done. */
export function withActions(text: string, actions: readonly Action[]): string {
  if (actions.length === 0) return text;
  const lines = text.trimEnd().split('\n');
  const lastStep = lines.findLastIndex((line) => line.startsWith('## '));
  const heading = lines.findLastIndex((line, index) => index > lastStep && /^### Do it\s*$/i.test(line));
  const written = actions.map((action) => `- ${writeAction(action)}`);
  if (heading === -1) return [...lines, '', '### Do it', '', ...written, ''].join('\n');
  const after = lines.findIndex((line, index) => index > heading && line.startsWith('#'));
  const end = after === -1 ? lines.length : after;
  const listed = lines.slice(heading + 1, end).filter((line) => line.trim() !== '');
  return [...lines.slice(0, heading + 1), '', ...listed, ...written, '', ...lines.slice(end)].join('\n');
}

/** A goal at the end of the last step's goals. */
export function withGoal(text: string, goal: string): string {
  const lines = text.split('\n');
  const heading = lines.findLastIndex((line) => /^### Goal\s*$/i.test(line));
  if (heading === -1) return `${text.trimEnd()}\n\n### Goal\n\n- ${goal}\n`;
  const next = lines.findIndex((line, index) => index > heading && line.startsWith('#'));
  const end = next === -1 ? lines.length : next;
  const last = lines.findLastIndex((line, index) => index < end && index >= heading && line.trim() !== '');
  const gap = last === heading ? [''] : [];
  return [...lines.slice(0, last + 1), ...gap, `- ${goal}`, ...lines.slice(last + 1)].join('\n');
}

/** A name for the file, from the title. */
export function fileName(text: string): string {
  const title = /^title:\s*(.*)$/m.exec(text)?.[1] ?? 'lesson';
  const plain = title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return `${plain === '' ? 'lesson' : plain}.md`;
}
