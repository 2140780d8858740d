// One selection for all views: arrow, message, the cells it changed, and the row [UI-5] [UI-7].
import { cleanup, fireEvent, render, screen, within } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { FlowPanel } from '../../src/ui/flow/flow-panel.tsx';
import { MessagesPanel } from '../../src/ui/messages/messages-panel.tsx';
import { PageProvider } from '../../src/ui/page.tsx';
import { RowPanel } from '../../src/ui/row/row-panel.tsx';
import { Tableau } from '../../src/ui/tableau/tableau.tsx';
import type { MessageView } from '../../src/world/messages.ts';
import { clientView, post, stillWorld, type StillWorld } from './still-world.ts';

let world: StillWorld;
const posts = [post([7, 'Embers', true]), post([8, 'Ashes', true])];
const clients = [clientView(1, 'Ann', posts), clientView(2, 'Ben', posts)];

function delta(sequence: number, keys: readonly number[], removed = false): MessageView {
  const base = { sequence, atMs: sequence, direction: 'down', kind: 'delta', summary: '', bytes: 1 } as const;
  const rest = { tables: [], durationMs: null, partner: null, revision: sequence, deliveries: new Map(), payload: '' };
  const rows = keys.map((key) => ({ table: 'posts', key, removed }));
  return { ...base, ...rest, rows, parties: clients.slice(0, 1), skipped: clients.slice(1) };
}

beforeEach(() => {
  world = stillWorld(clients, [delta(1, [7]), delta(2, [7, 8]), delta(3, [8], true)]);
  const { container } = render(() => (
    <PageProvider world={world}>
      <Tableau />
      <FlowPanel />
      <MessagesPanel />
      <RowPanel />
    </PageProvider>
  ));
  place = container;
});
afterEach(cleanup);

let place: HTMLElement;

function arrow(sequence: number): Element {
  return place.querySelector(`[data-testid=flow-arrow][data-sequence="${sequence}"]`) ?? place;
}

/** Keys of rows that are outlined, by the kind of line. */
function outlined(line: 'solid' | 'dashed'): number[] {
  const rules = place.querySelector('style')?.textContent ?? '';
  return [...rules.matchAll(/data-key="(\d+)"\] \{ outline: 2px (\w+)/g)].flatMap(([, key, kind]) =>
    kind === line ? [Number(key)] : [],
  );
}

function openMessages(): (string | undefined)[] {
  return screen
    .getAllByTestId('message')
    .filter((message) => message.querySelector('[aria-expanded=true]'))
    .map((message) => message.dataset['sequence']);
}

test('the film leaves the keyboard where it was', () => {
  expect(document.activeElement).toBe(document.body);
});

test('an arrow that is pointed at tells what it is, and is not spoken', () => {
  const sentence = () => screen.getByTestId('flow-sentence');
  const before = sentence().textContent;
  fireEvent.pointerOver(arrow(2).querySelector('line') ?? place);
  expect(sentence().textContent).toMatch(/^delta to Ann/);
  expect(sentence().getAttribute('aria-live')).toBe('off');
  fireEvent.pointerLeave(screen.getByRole('group', { name: /^Data flow\./ }));
  expect([sentence().textContent, sentence().getAttribute('aria-live')]).toEqual([before, 'polite']);
});

test('an arrow opens its message, outlines the cells it changed and chooses its row', () => {
  fireEvent.click(arrow(2));
  expect(openMessages()).toEqual(['2']);
  expect(outlined('dashed')).toEqual([7, 8]);
  expect(outlined('solid')).toEqual([7]);
  expect(within(screen.getByTestId('row-panel')).getByRole('heading', { level: 2 }).textContent).toBe(
    'posts 7 “Embers”',
  );
  expect(arrow(2).classList.contains('chosen')).toBe(true);
});

test('a message chooses its arrow and outlines its cells', () => {
  const [newest] = screen.getAllByTestId('message');
  fireEvent.click(newest?.querySelector('button') ?? place);
  expect(arrow(3).classList.contains('chosen')).toBe(true);
  expect(outlined('dashed')).toEqual([8]);
});

test('a cell chooses its row, marks the arrows that changed it, and the row leads to their messages', () => {
  const cell = screen.getAllByTestId('cell').find(({ dataset }) => dataset['key'] === '7');
  fireEvent.click(cell ?? place);
  expect([1, 2, 3].map((sequence) => arrow(sequence).classList.contains('touches'))).toEqual([true, true, false]);
  const about = screen.getByRole('region', { name: 'Messages about this row' });
  expect(
    within(about)
      .getAllByRole('listitem')
      .map(({ textContent }) => textContent),
  ).toEqual(['0:00.001sent to Ann ⊘ not Ben', '0:00.000sent to Ann ⊘ not Ben']);
  fireEvent.click(within(about).getAllByRole('button')[0] ?? place);
  expect(openMessages()).toEqual(['2']);
});
