// What a person does with the query form, for the tests of its parts.
import { fireEvent, render, screen } from '@solidjs/testing-library';
import { PageProvider, usePage, type Page } from '../../src/ui/page.tsx';
import { QueryPanel } from '../../src/ui/query/query-panel.tsx';
import type { StillWorld } from './still-world.ts';

/** Draws the panel; returns the page around it. */
export function showPanel(world: StillWorld): Page {
  const pages: Page[] = [];
  const Reader = () => void pages.push(usePage());
  render(() => (
    <PageProvider world={world}>
      <QueryPanel />
      <Reader />
    </PageProvider>
  ));
  const [page] = pages;
  if (!page) throw new Error('the panel was not drawn');
  return page;
}

export function type(label: string, text: string): void {
  fireEvent.input(screen.getByLabelText(label), { target: { value: text } });
}

export function choose(label: string, value: string): void {
  fireEvent.change(screen.getByLabelText(label), { target: { value } });
}

/** Submits the form of UpdatePost. */
export function submit(): void {
  fireEvent.submit(screen.getByRole('form', { name: 'UpdatePost' }));
}

/** Arguments of all requests so far. */
export function submitted(world: StillWorld): unknown[] {
  return world.intents.filter(([name]) => name === 'submit').map(([, , , args]) => args);
}

/** What UpdatePost cannot do without. */
export function fillIn(): void {
  type('id', '7');
  type('title', 'Ashes');
  choose('visibility', 'Hidden');
}
