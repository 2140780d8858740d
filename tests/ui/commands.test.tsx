// Commands: one table, reached by palette, by key and by the sheet that is made of it.
import { cleanup, fireEvent, render, screen, waitFor, within } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bindings, GROUPS, isSingleKey, keyCaps, matching, type Command } from '../../src/ui/commands/command.ts';
import { lessonCommands } from '../../src/ui/commands/lesson-commands.ts';
import { commandsOf } from '../../src/ui/commands/table.ts';
import { LESSONS } from '../../src/ui/lessons/all.ts';
import { PageProvider, usePage, type Page } from '../../src/ui/page.tsx';
import { App } from '../../src/ui/shell/app.tsx';
import { clientView, post, stillWorld, type StillWorld } from './still-world.ts';

let world: StillWorld;

beforeEach(() => {
  localStorage.clear();
  world = stillWorld([clientView(1, 'Ann', [post([7, 'Embers', true])]), clientView(2, 'Ben', [])]);
});
afterEach(cleanup);

function pageOf(): Page {
  let page: Page | undefined;
  const Look = () => {
    page = usePage();
    return null;
  };
  render(() => (
    <PageProvider world={world}>
      <Look />
    </PageProvider>
  ));
  if (!page) throw new Error('no page was provided');
  return page;
}

function commands(page = pageOf()): readonly Command[] {
  return commandsOf(page);
}

test('every command has an id, a title and keys of its own', () => {
  const all = commands();
  const doubles = (values: readonly string[]) => values.filter((value, index) => values.indexOf(value) !== index);
  expect(doubles(all.map(({ id }) => id))).toEqual([]);
  expect(doubles(all.map(({ title }) => title))).toEqual([]);
  expect(doubles(all.flatMap(({ keys }) => keys ?? []))).toEqual([]);
  expect(new Set(all.map(({ group }) => group))).toEqual(new Set(GROUPS));
});

test.each([
  ['add', ['addClient', undefined]],
  ['add-10', ['addClients', 10]],
  ['add-100', ['addClients', 100]],
  ['next', ['select', 'client-2']],
  ['previous', ['select', 'client-2']],
  ['select client-2', ['select', 'client-2']],
  ['online', ['setOnline', 'client-1', false]],
  ['reconnect', ['reconnect', 'client-1']],
  ['resync', ['resync', 'client-1']],
  ['sibling', ['addSibling', 'client-1']],
  ['remove', ['removeClient', 'client-1']],
  ['pause', ['setPaused', true]],
  ['faster', ['setRate', 2]],
  ['slower', ['setRate', 1 / 2]],
  ['network-of cafe', ['setPreset', 'client-1', 'cafe']],
  ['server-stop', ['stop']],
  ['server-restart', ['restart']],
  ['network tunnel', ['setPreset', 'all', 'tunnel']],
  ['server-down', ['setServerDown', true]],
  ['reset', ['reset', { seed: 1, empty: false }]],
  ['empty', ['reset', { seed: 1, empty: true }]],
] as const)('%s does what its button does', (id, intent) => {
  const command = commands().find((candidate) => candidate.id === id);
  expect(command?.enabled).not.toBe(false);
  command?.run();
  expect(world.intents).toEqual([intent]);
});

test.each([
  ['step', false],
  ['rate-1', false],
  ['forth', false],
  ['now', false],
  ['undo', false],
  ['add-cancel', false],
  ['pause', true],
] as const)('%s can be done: %s', (id, enabled) => {
  expect(commands().find((command) => command.id === id)?.enabled !== false).toBe(enabled);
});

test('looking back, what would change the world cannot be done', () => {
  const page = pageOf();
  page.lookAt({ serial: 1, atMs: 0, upTo: 0, view: world.view() });
  const can = (id: string) => commandsOf(page).find((command) => command.id === id)?.enabled !== false;
  expect(['add', 'add-10', 'online', 'resync', 'remove', 'reset'].filter(can)).toEqual([]);
  expect(['next', 'pause', 'now', 'theme'].filter(can)).toEqual(['next', 'pause', 'now', 'theme']);
});

const named = (...titles: readonly string[]): Command[] =>
  titles.map((title) => ({ id: title, title, group: 'Page', run: () => undefined }));

test.each([
  ['', ['Pause time', 'Open Messages', 'Add client']],
  ['time', ['Pause time']],
  ['m', ['Open Messages', 'Pause time']],
  ['add cl', ['Add client']],
  ['nothing like it', []],
] as const)('typed "%s" finds %j', (typed, titles) => {
  expect(matching(named('Pause time', 'Open Messages', 'Add client'), typed).map(({ title }) => title)).toEqual(titles);
});

test('clients to act as are found by name and user, and listed where something was typed alone', () => {
  const all = commands();
  const listed = (typed: string) => matching(all, typed).map(({ title }) => title);
  expect(listed('').filter((title) => title.startsWith('Act as'))).toEqual([]);
  expect(listed('act ben')).toEqual(['Act as Ben (userId 2)']);
  expect(listed('why')).toContain('Open Why');
});

test.each([
  ['p', true, ['P']],
  ['Shift+?', true, ['?']],
  ['$mod+k', false, ['Ctrl', 'K']],
  ['Escape', true, ['Esc']],
] as const)('the keys %s: single %s, caps %j', (keys, single, caps) => {
  expect(isSingleKey(keys)).toBe(single);
  expect(keyCaps(keys, false)).toEqual(caps);
});

test.each([
  ['Shift+?', ['?', 'Shift+?']],
  ['/', ['/', 'Shift+/']],
  ['p', ['p']],
  ['$mod+k', ['$mod+k']],
  ['Escape', ['Escape']],
] as const)('%s is bound as %j', (keys, bound) => {
  expect(bindings(keys)).toEqual(bound);
});

test('Ctrl K opens the palette; a few letters and Enter do it', async () => {
  render(() => <App world={world} />);
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  const palette = await screen.findByRole('dialog', { name: 'Commands' });
  const input = within(palette).getByRole('combobox');
  fireEvent.input(input, { target: { value: 'offline' } });
  const options = within(palette).getAllByRole('option');
  expect(options[0]?.textContent).toContain('Take Ann offline');
  expect(input.getAttribute('aria-activedescendant')).toBe(options[0]?.id);
  fireEvent.keyDown(input, { key: 'Enter' });
  await waitFor(() => expect(world.intents).toContainEqual(['setOnline', 'client-1', false]));
  expect(screen.queryByRole('dialog', { name: 'Commands' })).toBeNull();
});

test('plain keys act, not while one types, and not once they are switched off', async () => {
  render(() => <App world={world} />);
  fireEvent.keyDown(document.body, { key: 'p' });
  await waitFor(() => expect(world.intents).toEqual([['setPaused', true]]));
  fireEvent.keyDown(screen.getByLabelText(/^User of the next client/), { key: 'p' });
  expect(world.intents).toHaveLength(1);
  fireEvent.keyDown(document.body, { key: '?', shiftKey: true });
  const sheet = await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
  expect(sheet.textContent).toContain('Pause time');
  fireEvent.click(within(sheet).getByRole('checkbox'));
  fireEvent.click(within(sheet).getByRole('button', { name: 'Close' }));
  fireEvent.keyDown(document.body, { key: 'p' });
  expect(world.intents).toHaveLength(1);
  fireEvent.keyDown(document.body, { key: 'k', ctrlKey: true });
  expect(await screen.findByRole('dialog', { name: 'Commands' })).toBeTruthy();
});

test('[UI-15] each lesson is found by its title, and begins in its own world', async () => {
  const opened: string[] = [];
  const all = lessonCommands(LESSONS, { open: (hash) => void opened.push(hash) });
  const [offline] = matching(all, 'offline');
  expect(offline?.title).toBe('Lesson: Offline and back');
  expect(matching(all, 'lesson')).toHaveLength(LESSONS.length);
  offline?.run();
  await waitFor(() => expect(opened).toEqual([expect.stringMatching(/&tab=lessons&lesson=offline-and-back$/)]));
});

test('the palette lists lessons', async () => {
  render(() => <App world={world} />);
  fireEvent.keyDown(window, { key: 'k', ctrlKey: true });
  const input = await screen.findByRole('combobox', { name: 'Find a command' });
  fireEvent.input(input, { target: { value: 'lesson thousand' } });
  expect((await screen.findByRole('option', { name: /Lesson: A thousand clients/ })).textContent).toContain('Lesson');
});
