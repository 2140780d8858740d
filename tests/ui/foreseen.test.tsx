// Before a change of the schema is applied, cards and matrix mark what it would take and bring [UI-10].
import { cleanup, render, screen, waitFor, within } from '@solidjs/testing-library';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asClientId } from '../../src/base/ids.ts';
import type { KeySample } from '../../src/protocol/impact.ts';
import { PageProvider, usePage } from '../../src/ui/page.tsx';
import { foreseenOf, foreseenWords } from '../../src/ui/tableau/foreseen.ts';
import { Tableau } from '../../src/ui/tableau/tableau.tsx';
import type { ClientImpact, ImpactView } from '../../src/world/project.ts';
import { noImpact } from './still-project.ts';
import { clientView, post, stillWorld } from './still-world.ts';

const embers = post([7, 'Embers', true]);
const draft = post([9, 'Draft', false]);

/** What becomes of one client's posts. */
function impactOf(client: number, gained: KeySample, lost: KeySample): ClientImpact {
  const hashes = { hashBefore: 'a', hashAfter: 'b', kept: 0, compared: true };
  return { client: asClientId(`client-${client}`), name: '', session: null, tables: [{ table: 'posts', gained, lost, ...hashes }] }; // prettier-ignore
}

const sample = (...keys: number[]): KeySample => ({ count: keys.length, keys });
/** Ann would lose her draft; Ben would get it, and 30 and 31, that nobody has. */
const impact: ImpactView = {
  ...noImpact,
  clients: [impactOf(1, sample(), sample(9)), impactOf(2, sample(9, 30, 31), sample())],
};

let setImpact: (impact: ImpactView | null) => void;
let showMatrix: () => void;

function Probe() {
  const page = usePage();
  setImpact = (found) => page.setImpact(found);
  showMatrix = () => page.setDensity('matrix');
  return null;
}

beforeEach(() => {
  const world = stillWorld([clientView(1, 'Ann', [embers, draft]), clientView(2, 'Ben', [embers])]);
  world.table = async (name) => ({
    ok: true,
    value: { table: name, columns: ['id', 'title'], rows: [[7, 'Embers'], [9, 'Draft']], stamps: [7, 9], total: 2 }, // prettier-ignore
  });
  render(() => (
    <PageProvider world={world}>
      <Tableau />
      <Probe />
    </PageProvider>
  ));
});
afterEach(cleanup);

const card = (name: string) => screen.getByRole('row', { name: new RegExp(`^${name},`) });

test('nothing is marked while nothing is prepared', () => {
  expect(document.querySelectorAll('.would-go, .would-come, [data-testid=would]')).toHaveLength(0);
  expect(screen.queryAllByTestId('foreseen-legend')).toEqual([]);
});

test('a row that would go, the place of one that would come, and rows that nobody has are marked; the legend says how', () => {
  setImpact(impact);
  const gone = within(card('Ann')).getByTitle('posts 9: Draft; goes if applied');
  expect(gone.classList.contains('would-go')).toBe(true);
  expect(card('Ann').querySelectorAll('.would-go')).toHaveLength(1);
  expect(within(card('Ben')).getByTitle('posts 9 “Draft”: comes if applied').classList.contains('absent')).toBe(true);
  expect(within(card('Ben')).getAllByTestId('newcomer').map(({ textContent }) => textContent)).toEqual(['30', '31']); // prettier-ignore
  expect(within(card('Ann')).getByTestId('would').textContent).toBe('− 1 if applied');
  expect(within(card('Ben')).getByTestId('would').textContent).toBe('+ 3 if applied');
  expect(card('Ben').getAttribute('aria-label')).toBe('Ben, live, 1 Post row, 3 rows come if applied');
  expect(screen.getAllByTestId('foreseen-legend').map(({ textContent }) => textContent.trim())).toEqual([
    'goes if applied',
    'comes if applied',
  ]);
});

test('what was marked is plain again when the preview is gone', () => {
  setImpact(impact);
  setImpact(null);
  expect(document.querySelectorAll('.would-go, .would-come, [data-testid=would]')).toHaveLength(0);
});

test('the matrix marks the same cells', async () => {
  showMatrix();
  setImpact(impact);
  const cell = (client: number, key: number) =>
    document.querySelector<HTMLElement>(`[data-testid=matrix-cell][data-client=client-${client}][data-key="${key}"]`);
  await waitFor(() => expect(cell(1, 9)).not.toBeNull());
  const fates = [7, 9].map((key) => [1, 2].map((client) => cell(client, key)?.dataset['fate']));
  expect(fates).toEqual([
    [undefined, undefined],
    ['lost', 'gained'],
  ]);
  expect(cell(1, 9)?.getAttribute('aria-label')).toMatch(/, goes if applied$/);
  expect(cell(2, 9)?.textContent).toBe('+');
});

test('numbers count all rows, also those that the preview does not name', () => {
  const many = foreseenOf(impactOf(1, { count: 500, keys: [1, 2] }, { count: 1, keys: [3] }));
  expect(many.fate({ table: 'posts', key: 2 })).toBe('gained');
  expect(many.fate({ table: 'posts', key: 3 })).toBe('lost');
  expect(many.fate({ table: 'users', key: 3 })).toBeUndefined();
  expect(foreseenWords(many)).toBe(', 500 rows come and 1 row goes if applied');
  expect(foreseenWords(undefined)).toBe('');
});
