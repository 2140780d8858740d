// What the README says of lessons and embeds is so.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readAction } from '../../src/ui/lessons/actions.ts';
import { readCondition } from '../../src/ui/lessons/conditions.ts';
import { EMBED_PANELS, PLAIN_EMBED, readEmbed } from '../../src/ui/embed/options.ts';
import { compiled } from './lesson-files.ts';

const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');

/** The texts in backticks of one column of the table that begins so. */
function column(start: string, index: number): readonly string[] {
  const [, table = ''] = readme.split(`\n${start}`);
  const lines = table.split('\n').slice(1);
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines
    .slice(1, end)
    .flatMap((line) => [...(line.split('|')[index + 1] ?? '').matchAll(/`([^`]+)`/g)].map(([, text]) => text ?? ''));
}

const goals = column('| a goal can say', 0);
const actions = column('| a lesson can ', 0);
const parameters = column('| in the query ', 0);

test('the tables are found', () => {
  expect(goals.length).toBeGreaterThan(12);
  expect(actions.length).toBeGreaterThan(12);
  expect(parameters).toHaveLength(8);
});

test.each(goals)('a goal can say: %s', (text) => expect(readCondition(text)).not.toBeNull());
test.each(actions)('a lesson can: %s', (text) => expect(readAction(text)).not.toBeNull());

test('its lesson is one', () => {
  const [, text = ''] = readme.split('```markdown\n');
  const lesson = compiled('readme.md', text.split('```')[0] ?? '');
  expect(lesson.steps).toHaveLength(1);
});

test.each(parameters)('an embed understands %s', (text) => {
  const options = readEmbed(`?embed=messages&${text}`);
  expect(options).not.toBeNull();
  if (text.startsWith('embed=')) expect(readEmbed(`?${text}`)?.panel).toBe(text.slice(6));
  else expect(options).not.toEqual({ ...PLAIN_EMBED, panel: 'messages' });
});

test('every panel of an embed is named', () => {
  for (const panel of EMBED_PANELS) expect(readme).toContain(`\`${panel}\``);
});
