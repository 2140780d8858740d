// The query form: typed inputs, null and left out, refusals at the field, the answer below [UI-6].
import { cleanup, fireEvent, screen, waitFor, within } from '@solidjs/testing-library';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { benchOf } from '../../src/ui/query/bench.ts';
import type { World } from '../../src/world/world.ts';
import { choose, fillIn, showPanel, submit, submitted, type } from './query-hands.tsx';
import { clientView, post, queries, stillWorld, type StillWorld } from './still-world.ts';

let world: StillWorld;

beforeEach(() => {
  sessionStorage.clear();
  world = stillWorld([clientView(1, 'Ann', [post([5, 'Embers', true])]), clientView(2, 'Ben', [])]);
  showPanel(world);
});
afterEach(cleanup);

test('each input stands for a value of its type', async () => {
  fillIn();
  fireEvent.click(screen.getByLabelText('published'));
  choose('day: value, null or left out', 'value');
  type('day', '2026-03-01');
  choose('weight: value, null or left out', 'value');
  type('weight', '2.5');
  submit();
  await screen.findByTestId('answer');
  expect(submitted(world)).toEqual([
    { id: 7, title: 'Ashes', published: true, day: '2026-03-01', weight: 2.5, visibility: 'Hidden' },
  ]);
});

test('a nullable field is null, an omittable one is left out, until they get a value', async () => {
  fillIn();
  submit();
  await screen.findByTestId('answer');
  expect(submitted(world)).toEqual([{ id: 7, title: 'Ashes', published: false, day: null, visibility: 'Hidden' }]);
});

test('a variant with a payload brings its own fields', async () => {
  fillIn();
  choose('visibility', 'Until');
  type('lastDay', '2026-12-24');
  submit();
  await screen.findByTestId('answer');
  expect(submitted(world)).toMatchObject([{ visibility: { _type: 'Until', lastDay: '2026-12-24' } }]);
});

test('what is no number stays here and says so at its field', () => {
  type('title', 'Ashes');
  submit();
  expect(submitted(world)).toEqual([]);
  const problems = screen.getAllByTestId('field-problem').map((problem) => problem.textContent);
  expect(problems).toEqual(['Needs a whole number.', 'Choose a variant.']);
  expect(screen.getByLabelText('id').getAttribute('aria-invalid')).toBe('true');
});

test('[HTTP-6] a refusal of the server stands at the field it names', async () => {
  world.answer = {
    ok: false,
    error: {
      kind: 'InvalidInput',
      message: 'the arguments do not fit UpdatePost',
      details: [{ name: 'title', expected: 'String of at most 40 characters', found: '41 characters' }],
    },
  };
  fillIn();
  submit();
  const problem = await screen.findByTestId('field-problem');
  expect(problem.textContent).toBe('Needs String of at most 40 characters, found 41 characters.');
  expect(problem.closest('[data-testid="field"]')?.getAttribute('data-name')).toBe('title');
  expect(screen.getByTestId('answer').textContent).toContain('InvalidInput');
  type('title', 'Ash');
  await waitFor(() => expect(screen.queryByTestId('field-problem')).toBeNull());
});

test('the answer stands below, with the revision', async () => {
  fillIn();
  submit();
  await waitFor(() => expect(screen.getByTestId('answer').getAttribute('data-ok')).toBe('true'));
  const answer = screen.getByTestId('answer').textContent ?? '';
  expect(answer).toContain('UpdatePost as Ann');
  expect(answer).toContain('revision 4');
  expect(answer).toContain('Embers');
});

test('many rows are a table, few are a tree, and a person may change that', async () => {
  const post = Array.from({ length: 60 }, (_, id) => ({ id, title: `Post ${id}` }));
  world.answer = { ok: true, answer: { post }, revision: null };
  choose('Run', 'ListPosts');
  fireEvent.submit(screen.getByRole('form', { name: 'ListPosts' }));
  const region = await screen.findByRole('region', { name: 'Rows of post' });
  expect(region.querySelectorAll('tbody tr').length).toBe(50);
  fireEvent.click(screen.getByRole('button', { name: '10 more' }));
  expect(region.querySelectorAll('tbody tr').length).toBe(60);
  fireEvent.click(screen.getByRole('button', { name: 'JSON' }));
  expect(screen.queryByRole('region', { name: 'Rows of post' })).toBeNull();
});

test('the form acts as the selected client', async () => {
  const ben = world.view().clients[1];
  if (ben) world.select(ben.id);
  expect(screen.getByRole('button', { name: 'Submit as Ben' })).toBeTruthy();
  fillIn();
  submit();
  await screen.findByTestId('answer');
  expect(world.intents.find(([name]) => name === 'submit')?.[1]).toBe(ben?.id);
});

test('reads are run, writes are submitted, each in a group of its own', () => {
  const groups = [...document.querySelectorAll('#query-name optgroup')].map((group) => [
    group.getAttribute('label'),
    group.textContent,
  ]);
  expect(groups).toEqual([
    ['Writes, from this project’s files', 'UpdatePost'],
    ['Reads, from this project’s files', 'ListPosts'],
  ]);
  choose('Run', 'ListPosts');
  expect(screen.getByRole('button', { name: 'Run as Ann' })).toBeTruthy();
});

test('another query has another form, and the first keeps what was typed', async () => {
  fillIn();
  choose('Run', 'ListPosts');
  expect(screen.queryByLabelText('title')).toBeNull();
  choose('Run', 'UpdatePost');
  const title = screen.getByLabelText('title');
  expect(title instanceof HTMLInputElement && title.value).toBe('Ashes');
});

test('reset empties the fields and takes the answer away', async () => {
  fillIn();
  submit();
  await screen.findByTestId('answer');
  fireEvent.click(screen.getByRole('button', { name: 'Reset' }));
  expect(screen.queryByTestId('answer')).toBeNull();
  const title = screen.getByLabelText('title');
  expect(title instanceof HTMLInputElement && title.value).toBe('');
});

describe('what was run', () => {
  const past = async () => within(await screen.findByTestId('past')).findAllByText(/^as (Ann|Ben)$/);

  test('is listed newest first, with the outcome, and runs again as the same client', async () => {
    fillIn();
    submit();
    await screen.findByTestId('answer');
    const ben = world.view().clients[1];
    if (ben) world.select(ben.id);
    expect((await past()).map((line) => line.textContent)).toEqual(['as Ann']);
    fireEvent.click(screen.getByRole('button', { name: 'Run again' }));
    await waitFor(async () => expect((await past()).length).toBe(2));
    expect(world.intents.filter(([name]) => name === 'submit').map(([, id]) => id)).toEqual(['client-1', 'client-1']);
    expect(submitted(world)[1]).toEqual(submitted(world)[0]);
  });

  test('opens in the form again, with its arguments', async () => {
    fillIn();
    submit();
    await screen.findByTestId('answer');
    type('title', 'Something else');
    choose('Run', 'ListPosts');
    fireEvent.click(await screen.findByRole('button', { name: 'Open' }));
    const title = await screen.findByLabelText('title');
    expect(title instanceof HTMLInputElement && title.value).toBe('Ashes');
  });

  test('can be cleared', async () => {
    fillIn();
    submit();
    await past();
    fireEvent.click(screen.getByRole('button', { name: 'Clear' }));
    await waitFor(() => expect(screen.queryByTestId('past')).toBeNull());
  });
});

test('a query runs as all clients side by side, against the selected one', async () => {
  world.submit = async (id) => {
    const rows = id === 'client-1' ? [{ id: 1 }, { id: 2 }] : [{ id: 2 }, { id: 3 }, { id: 4 }];
    return { ok: true, answer: { post: rows }, revision: null };
  };
  choose('Run', 'ListPosts');
  fireEvent.click(screen.getByRole('button', { name: 'As all clients' }));
  await waitFor(() => expect(screen.getAllByTestId('side-line').length).toBe(2));
  const lines = screen.getAllByTestId('side-line').map((line) => [...line.children].slice(0, 3).map((cell) => cell.textContent)); // prettier-ignore
  expect(lines).toEqual([
    ['Ann', '2', 'itself'],
    ['Ben', '3', '2 more, 1 fewer'],
  ]);
  expect(screen.getByText('2 more, 1 fewer').title).toBe('More: 3, 4\nFewer: 1');
  expect(screen.getByTestId('side-by-side').textContent).toContain('2 clients, 2 different answers');
});

test('the answers of all take the place of one answer, and the other way round', async () => {
  world.answer = { ok: true, answer: { post: [{ id: 1 }] }, revision: null };
  choose('Run', 'ListPosts');
  fireEvent.submit(screen.getByRole('form', { name: 'ListPosts' }));
  await screen.findByTestId('answer');
  fireEvent.click(screen.getByRole('button', { name: 'As all clients' }));
  await screen.findByTestId('side-by-side');
  expect(screen.queryByTestId('answer')).toBeNull();
  fireEvent.submit(screen.getByRole('form', { name: 'ListPosts' }));
  await screen.findByTestId('answer');
  expect(screen.queryByTestId('side-by-side')).toBeNull();
});

describe('text of one’s own', () => {
  const choices = () => screen.getByRole('button', { name: /^(Run|Submit) as Ann/ });
  const answer = (text: string): Awaited<ReturnType<World['database']['compile']>> => {
    if (text.includes('query')) return { ok: true, value: { fits: true, queries: queries.filter(({ name }) => name === 'ListPosts') } }; // prettier-ignore
    return { ok: true, value: { fits: false, diagnostics: [{ title: 'UNKNOWN', message: 'what?', kind: 'unknown', path: 'typed.pyre', hint: null, ranges: [], rendered: '' }] } }; // prettier-ignore
  };

  test('with an error keeps its button, which says why it does nothing', async () => {
    world.database.compile = async (text) => answer(text);
    const bench = benchOf(world);
    bench.open({ text: '' });
    await screen.findByText('Nothing is typed yet.');
    expect(choices().matches(':disabled')).toBe(true);
    bench.setText('query All { post { id } }');
    await waitFor(() => expect(choices().matches(':disabled')).toBe(false));
    bench.setText('qurey');
    await screen.findByText('The text has 1 error: mend it first.');
    expect(choices().matches(':disabled')).toBe(true);
    fireEvent.submit(screen.getByRole('form', { name: 'ListPosts' }));
    expect(submitted(world)).toEqual([]);
  });
});

test('a mutation is offered to one client only', () => {
  expect(screen.queryByRole('button', { name: 'As all clients' })).toBeNull();
});

test('the SQL of the query is shown when it is asked for, with what is bound', async () => {
  world.database.sqlOf = async (name) => ({
    ok: true,
    value: [{ sql: `select ${name} from posts`, params: ['id', 'session_userId'], include: true }],
  });
  const details = (await screen.findByText('SQL')).closest('details');
  if (details) {
    details.open = true;
    fireEvent(details, new Event('toggle'));
  }
  const sql = await screen.findByTestId('generated-sql');
  await waitFor(() => expect(sql.textContent).toContain('select UpdatePost\nfrom posts'));
  expect(sql.textContent).toContain('$id, $session_userId');
});

test('a server elsewhere runs its own queries only, and tells no SQL', async () => {
  world.show({ server: { phase: 'running', databaseEpoch: 'e', host: 'elsewhere', at: 'https://sync.example' } });
  await screen.findByText('Source');
  await waitFor(() => expect(screen.queryByText('SQL')).toBeNull());
  expect(screen.queryByRole('button', { name: 'Text' })).toBeNull();
  fillIn();
  submit();
  await screen.findByTestId('answer');
  expect(submitted(world).length).toBe(1);
});
