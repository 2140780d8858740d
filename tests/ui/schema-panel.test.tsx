// The schema panel over a world that stands still: files, errors, impact, and what its buttons ask of the world.
import { cleanup, fireEvent, render, screen, waitFor, within } from '@solidjs/testing-library';
import { afterEach, expect, test } from 'vitest';
import { asClientId } from '../../src/base/ids.ts';
import type { Diagnostic } from '../../src/protocol/control.ts';
import { PageProvider, usePage } from '../../src/ui/page.tsx';
import { SchemaPanel } from '../../src/ui/schema/schema-panel.tsx';
import { noImpact, projectView, sources } from './still-project.ts';
import { clientView, stillWorld } from './still-world.ts';

afterEach(cleanup);

function open() {
  const world = stillWorld([clientView(1, 'Ann', [])]);
  let foreseen: () => unknown = () => undefined;
  const Probe = () => {
    foreseen = usePage().impact;
    return null;
  };
  render(() => (
    <PageProvider world={world}>
      <SchemaPanel />
      <Probe />
    </PageProvider>
  ));
  const button = (name: string) => screen.getByRole('button', { name });
  const state = () => screen.getByTestId('impact').dataset['state'];
  const asked = (name: string) => world.intents.filter(([intent]) => intent === name);
  return { world, button, state, asked, foreseen: () => foreseen() };
}

const file = (path: string) =>
  screen.getAllByTestId('schema-file').find((element) => element.dataset['path'] === path) ?? document.body;

const diagnostic: Diagnostic = {
  kind: 'UnknownType',
  title: 'Unknown type',
  path: 'queries/newQuery.pyre',
  message: 'There is no Strung.',
  hint: 'Is it String?',
  ranges: [{ start: { line: 2, column: 1 }, end: { line: 2, column: 3 } }],
  rendered: '',
};

test('shows what is served: files, the text of the schema, and that there is nothing to apply', () => {
  const { button, state } = open();
  expect(screen.getAllByTestId('schema-file').map((element) => element.dataset['path'])).toEqual(
    sources.map(({ path }) => path),
  );
  expect(screen.getByTestId('pyre-editor').textContent).toContain('record Post');
  expect(state()).toBe('served');
  expect(button('Apply')).toHaveProperty('disabled', true);
  expect(screen.getByText(/leaves the editor/)).toBeTruthy();
});

test('[UI-10] an edit is checked, its impact told, and applied as it stands', async () => {
  const { world, button, state, asked, foreseen } = open();
  const gained = { count: 2, keys: [3, 4] };
  const none = { count: 0, keys: [] };
  const table = { table: 'posts', hashBefore: 'aaaaaaaaaa', hashAfter: 'bbbbbbbbbb', gained, lost: none, kept: 5, compared: true }; // prettier-ignore
  const clients = [{ client: asClientId('client-1'), name: 'Ann', session: null, tables: [table] }];
  world.project.answers.preview = { ok: true, value: { ...noImpact, clients, migration: ['alter table "posts"'] } };
  fireEvent.click(button('Add a query file'));
  expect(state()).toBe('checking');
  expect(foreseen()).toBeNull();
  await waitFor(() => expect(state()).toBe('ready'));
  expect(foreseen()).toMatchObject({ clients });
  expect(screen.getByTestId('impact-sentence').textContent).toBe('Ann gains 2 posts, 1 client resyncs.');
  expect(within(screen.getByTestId('impact-row')).getByTestId('gained').textContent).toContain('+2');
  expect(screen.getByText(/1 SQL statement/)).toBeTruthy();
  fireEvent.click(button('Apply'));
  await waitFor(() => expect(asked('apply')).toHaveLength(1));
  const [, applied] = asked('apply')[0] ?? [];
  expect(applied).toEqual(asked('check').at(-1)?.[1]);
  world.show({ project: { ...projectView, sources: [...sources, { path: 'queries/newQuery.pyre', source: 'query NewQuery {\n    \n}\n' }], revertible: true } }); // prettier-ignore
  expect(state()).toBe('served');
  await waitFor(() => expect(button('Take back the last change')).toHaveProperty('disabled', false));
  fireEvent.click(button('Take back the last change'));
  await waitFor(() => expect(asked('revert')).toHaveLength(1));
});

test('Ctrl-Enter right after an edit applies that very text, once its impact is known; not when it is wrong', async () => {
  const { world, button, state, asked } = open();
  const submit = () => {
    const text = screen.getByTestId('pyre-editor').querySelector('.cm-content') ?? document.body;
    fireEvent.keyDown(text, { key: 'Enter', ctrlKey: true });
  };
  world.project.answers.check = { ok: true, value: [diagnostic] };
  fireEvent.click(button('Add a query file'));
  submit();
  await waitFor(() => expect(state()).toBe('wrong'));
  world.project.answers.check = { ok: true, value: [] };
  fireEvent.click(button('Add a query file'));
  await waitFor(() => expect(state()).toBe('ready'));
  expect(asked('apply')).toEqual([]);
  fireEvent.click(button('Add a query file'));
  submit();
  expect(asked('apply')).toEqual([]);
  await waitFor(() => expect(asked('apply')).toHaveLength(1));
  expect(asked('apply')[0]?.[1]).toEqual(asked('preview').at(-1)?.[1]);
  expect(asked('apply')[0]?.[1]).toHaveLength(sources.length + 3);
});

test('traffic does not keep the word on a draft from coming', async () => {
  const { world, button, state } = open();
  fireEvent.click(button('Add a query file'));
  let revision = 0;
  const traffic = setInterval(() => world.show({ revision: ++revision }), 20);
  await waitFor(() => expect(state()).toBe('ready'));
  clearInterval(traffic);
});

test('errors stand at their file and in the list, and nothing can be applied', async () => {
  const { world, button, state } = open();
  world.project.answers.check = { ok: true, value: [diagnostic] };
  fireEvent.click(button('Add a query file'));
  await waitFor(() => expect(state()).toBe('wrong'));
  expect(screen.getByTestId('impact').textContent).toContain('There is no Strung.');
  expect(screen.getByTestId('impact').textContent).toContain('Is it String?');
  expect(file('queries/newQuery.pyre').textContent).toContain('✕');
  expect(button('Apply')).toHaveProperty('disabled', true);
  fireEvent.click(file('schema.pyre'));
  fireEvent.click(screen.getByRole('button', { name: /There is no Strung/ }));
  expect(file('queries/newQuery.pyre').getAttribute('aria-current')).toBe('true');
});

test('a refusal offers to let go what it names, and asks again with it', async () => {
  const { world, button, state, asked } = open();
  const lost = { ...diagnostic, path: 'schema.pyre', message: 'The column posts.title holds data.', hint: 'Put it back, or allow "posts.title" to be dropped.' }; // prettier-ignore
  world.project.answers.preview = { ok: false, message: 'refused', diagnostics: [lost] };
  fireEvent.click(button('Add a query file'));
  await waitFor(() => expect(state()).toBe('refused'));
  world.project.answers.preview = { ok: true, value: noImpact };
  fireEvent.click(button('Let posts.title go'));
  await waitFor(() => expect(state()).toBe('ready'));
  expect(asked('preview').at(-1)?.[2]).toEqual(['posts.title']);
  expect(screen.getByTestId('impact').textContent).toContain('posts.title goes, with its data');
  fireEvent.click(button('Apply'));
  await waitFor(() => expect(asked('apply').at(-1)?.[2]).toEqual(['posts.title']));
});

test('a change that the server refuses in the end is told, and stays to be edited', async () => {
  const { world, button, state } = open();
  fireEvent.click(button('Add a query file'));
  await waitFor(() => expect(state()).toBe('ready'));
  world.project.answers.apply = { ok: false, message: 'the rows do not fit', diagnostics: [] };
  fireEvent.click(button('Apply'));
  expect(await screen.findByText(/the rows do not fit/)).toBeTruthy();
  expect(file('queries/newQuery.pyre').dataset['state']).toBe('added');
});

test('the formatter’s text takes the place of what was typed', async () => {
  const { world, button } = open();
  world.project.answers.format = { ok: true, value: 'record Formatted {\n}\n' };
  fireEvent.click(button('Format'));
  await waitFor(() => expect(screen.getByTestId('pyre-editor').textContent).toContain('record Formatted'));
  expect(file('schema.pyre').dataset['state']).toBe('edited');
  expect(screen.queryByRole('button', { name: 'Undo this file' })).toBeNull();
  fireEvent.click(button('Add a query file'));
  fireEvent.click(file('schema.pyre'));
  expect(button('Undo this file')).toBeTruthy();
  fireEvent.click(button('Discard edits'));
  expect(file('schema.pyre').dataset['state']).toBe('served');
  expect(screen.getByTestId('pyre-editor').textContent).toContain('record Post');
});

test('another project is chosen by name', () => {
  const { asked } = open();
  fireEvent.change(screen.getByTestId('project-menu'), { target: { value: 'chat' } });
  expect(asked('choose')).toEqual([['choose', 'chat']]);
});
