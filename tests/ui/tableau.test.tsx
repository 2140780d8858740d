// The tableau: what its cards tell, by eye and by keyboard [UI-3].
import { cleanup, fireEvent, render, screen, waitFor, within } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PageProvider } from '../../src/ui/page.tsx';
import { Tableau } from '../../src/ui/tableau/tableau.tsx';
import { clientView, post, stillWorld, type StillWorld } from './still-world.ts';

let world: StillWorld;
const embers = post([7, 'Embers', true]);
const draft = post([9, 'Draft', false]);

beforeEach(() => {
  world = stillWorld([
    clientView(1, 'Ann', [embers, draft]),
    clientView(2, 'Ben', [embers]),
    clientView(3, 'Cleo', [], { phase: 'offline' }),
  ]);
  render(() => (
    <PageProvider world={world}>
      <Tableau />
    </PageProvider>
  ));
});
afterEach(cleanup);

function card(name: string): HTMLElement {
  return screen.getByRole('row', { name: new RegExp(`^${name},`) });
}

function stops(): number[] {
  return screen.getAllByRole('row').map((row) => row.tabIndex);
}

function key(name: string, init: KeyboardEventInit): void {
  fireEvent.keyDown(card(name), { bubbles: true, ...init });
}

test('a card tells its client, user, phase and rows', () => {
  expect(card('Ann').dataset).toMatchObject({ client: 'client-1', user: '1', phase: 'live' });
  const cells = within(card('Ann')).getAllByTestId('cell');
  expect(cells.map((cell) => [cell.dataset['table'], cell.dataset['key'], cell.textContent])).toEqual([
    ['posts', '9', 'Draft'],
    ['posts', '7', 'Embers'],
  ]);
  expect(cells.map((cell) => cell.classList.contains('faint'))).toEqual([true, false]);
  expect(card('Cleo').textContent).toContain('offline');
});

test('rows that not every live client holds stand first, in the same places everywhere', () => {
  const lane = (name: string) => card(name).querySelector('.scarce');
  expect(lane('Ann')?.textContent).toBe('Draft');
  expect(lane('Ben')?.querySelectorAll('.absent').length).toBe(1);
  expect(lane('Ben')?.textContent).toBe('');
  expect(within(card('Ben')).getByTitle('Rows of other clients that are not here').textContent).toContain('1');
});

test('a client that went offline lacks what it missed, and the others no longer hold it with everybody', () => {
  const [ann, ben] = world.view().clients;
  if (!ann || !ben) throw new Error('three clients were given');
  world.show({ clients: [ann, ben, clientView(3, 'Cleo', [draft], { phase: 'offline' })] });
  const lane = (name: string) => card(name).querySelector('.scarce');
  expect(lane('Ben')?.textContent).toBe('Embers');
  expect(lane('Cleo')?.querySelector('.absent')?.getAttribute('title')).toBe('posts 7 “Embers”: not here');
});

test('a row and a client that were chosen stand in one sentence; the place of an absent row is chosen alike', async () => {
  const absent = card('Ben').querySelector('.absent');
  fireEvent.click(absent ?? document.body);
  const line = await screen.findByTestId('why-line');
  await waitFor(() =>
    expect(line.querySelector('p')?.textContent.trim()).toBe(
      'Ben cannot see posts 9 “Draft”: authorUserId is 3, Session.userId is 2; published is False.',
    ),
  );
  fireEvent.click(within(line).getByRole('button', { name: 'Show the rule' }));
  expect(line.querySelector('.verdicts')?.textContent).toContain('authorUserId = 3');
  fireEvent.click(within(line).getByRole('button', { name: 'delete' }));
  await waitFor(() => expect(line.querySelector('p')?.textContent).toContain('Ben cannot delete posts 9'));
  expect(world.intents).toContainEqual(['explain', 'client-2', 'posts', 9, 'delete']);
  fireEvent.click(within(line).getByRole('button', { name: 'Let go of the row' }));
  expect(screen.queryByTestId('why-line')).toBeNull();
});

test('a delta redraws the card it concerns and keeps the elements of all rows that stayed', () => {
  const before = within(card('Ben')).getAllByTestId('cell');
  const [ann, , cleo] = world.view().clients;
  if (!ann || !cleo) throw new Error('three clients were given');
  world.show({ clients: [ann, clientView(2, 'Ben', [embers, draft]), cleo] });
  const after = within(card('Ben')).getAllByTestId('cell');
  expect(after.map((cell) => cell.textContent)).toEqual(['Embers', 'Draft']);
  expect(after[0]).toBe(before[0]);
  expect(after.map((cell) => cell.classList.contains('news'))).toEqual([false, true]);
});

test('one card is in the tab order, arrows move it', () => {
  expect(stops()).toEqual([0, -1, -1]);
  card('Ann').focus();
  key('Ann', { key: 'ArrowRight' });
  expect(document.activeElement).toBe(card('Ben'));
  expect(stops()).toEqual([-1, 0, -1]);
  key('Ben', { key: 'End' });
  expect(document.activeElement).toBe(card('Cleo'));
  key('Cleo', { key: 'Home' });
  expect(document.activeElement).toBe(card('Ann'));
});

test.each(['Enter', ' '])('the key "%s" selects the focused client', (pressed) => {
  card('Ben').focus();
  key('Ben', { key: pressed });
  expect(world.intents).toContainEqual(['select', 'client-2']);
  expect(card('Ben').getAttribute('aria-selected')).toBe('true');
  expect(card('Ann').getAttribute('aria-selected')).toBe('false');
});

test('a click selects the client and outlines the row wherever it is', () => {
  fireEvent.click(within(card('Ben')).getByText('Embers'));
  expect(world.intents).toContainEqual(['select', 'client-2']);
  expect(document.querySelector('.tableau style')?.textContent).toContain('[data-key="7"]');
});

test('Shift with arrows steps through the rows of the focused client', () => {
  card('Ann').focus();
  key('Ann', { key: 'ArrowRight', shiftKey: true });
  expect(document.querySelector('.tableau style')?.textContent).toContain('[data-key="9"]');
  key('Ann', { key: 'ArrowRight', shiftKey: true });
  expect(document.querySelector('.tableau style')?.textContent).toContain('[data-key="7"]');
});

test('without clients there is a sentence and a way on', () => {
  world.show({ clients: [], selectedId: null });
  expect(screen.getByText('No clients')).toBeTruthy();
  fireEvent.click(screen.getAllByRole('button', { name: 'Add client' })[0] ?? document.body);
  expect(world.intents.map(([name]) => name)).toContain('addClient');
});

test('where nobody may see a row, a sentence says what that can mean, and leads to both', () => {
  expect(screen.queryByText(/No client may see a row/)).toBeNull();
  world.show({ clients: [clientView(1, 'Ann', []), clientView(2, 'Ben', [])] });
  expect(screen.getByText(/No client may see a row/)).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Look at the permissions' })).toBeTruthy();
});

test('a fixed user can be asked for', () => {
  const user = screen.getByLabelText(/^User of the next client/);
  fireEvent.input(user, { target: { value: '42' } });
  fireEvent.submit(user.closest('form') ?? user);
  expect(world.intents).toContainEqual(['addClient', { userId: 42, role: 'user' }]);
});

test('adding many shows how far it is and can be cancelled', () => {
  world.show({ adding: { done: 30, total: 100 } });
  expect(screen.getByText('30 of 100')).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Cancel' }));
  expect(world.intents).toContainEqual(['cancelAdding']);
});
