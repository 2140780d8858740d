// A row that the form names fills it in: what an update would blank, as the selected client holds it [UI-6].
import { cleanup, fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Page } from '../../src/ui/page.tsx';
import { choose, showPanel, submit, type } from './query-hands.tsx';
import { clientView, post, stillWorld, type StillWorld } from './still-world.ts';

describe('a chosen row', () => {
  let world: StillWorld;
  let page: Page;
  const value = (label: string) => {
    const input = screen.getByLabelText(label);
    return input instanceof HTMLInputElement ? (input.type === 'checkbox' ? input.checked : input.value) : undefined;
  };
  const shown = () => ({ id: value('id'), title: value('title'), published: value('published') });
  const rows = [post([7, 'Embers', true]), post([8, 'Ash', false])];

  beforeEach(() => {
    sessionStorage.clear();
    world = stillWorld([clientView(1, 'Ann', rows), clientView(2, 'Ben', [])]);
    page = showPanel(world);
  });
  afterEach(cleanup);

  test('fills an update with what its client holds, and says so', () => {
    page.chooseRow({ table: 'posts', key: 7 });
    expect(shown()).toEqual({ id: '7', title: 'Embers', published: true });
    expect(screen.getByTestId('filled-note').textContent).toBe(
      'Filled in from posts 7 as Ann holds it: title and published. Change what should change.',
    );
    page.chooseRow({ table: 'posts', key: 8 });
    expect(shown()).toEqual({ id: '8', title: 'Ash', published: false });
  });

  test('leaves what was typed by hand, until it was submitted', async () => {
    page.chooseRow({ table: 'posts', key: 7 });
    type('title', 'Typed');
    page.chooseRow({ table: 'posts', key: 8 });
    expect(shown()).toEqual({ id: '8', title: 'Typed', published: false });
    choose('visibility', 'Hidden');
    submit();
    await waitFor(() => expect(screen.getByTestId('answer').dataset['ok']).toBe('true'));
    page.chooseRow({ table: 'posts', key: 7 });
    expect(shown()).toEqual({ id: '7', title: 'Embers', published: true });
  });

  test('that the client does not hold gives its key alone, and nothing of another row stays', () => {
    page.chooseRow({ table: 'posts', key: 7 });
    page.chooseRow({ table: 'posts', key: 9 });
    expect(shown()).toEqual({ id: '9', title: '', published: false });
    expect(screen.getByTestId('filled-note').textContent).toBe(
      'Ann does not hold posts 9: a field that stays empty is stored empty.',
    );
  });

  test('goes on filling as its copy changes', () => {
    page.chooseRow({ table: 'posts', key: 7 });
    world.show({ clients: [clientView(1, 'Ann', [post([7, 'Later', true])]), clientView(2, 'Ben', [])] });
    expect(shown()).toMatchObject({ id: '7', title: 'Later' });
  });

  test('gives way to a key that is typed: the form shows the row that it names, or none', () => {
    page.chooseRow({ table: 'posts', key: 7 });
    type('id', '8');
    expect(shown()).toEqual({ id: '8', title: 'Ash', published: false });
    type('id', '89');
    expect(shown()).toEqual({ id: '89', title: '', published: false });
    page.chooseRow({ table: 'posts', key: 8 });
    expect(shown()).toEqual({ id: '8', title: 'Ash', published: false });
  });

  test('of another table fills nothing', () => {
    page.chooseRow({ table: 'users', key: 1 });
    expect(shown()).toEqual({ id: '', title: '', published: false });
  });

  test('is forgotten by a reset', () => {
    page.chooseRow({ table: 'posts', key: 7 });
    fireEvent.click(screen.getByRole('button', { name: 'Reset' }));
    expect(shown()).toEqual({ id: '', title: '', published: false });
    expect(screen.queryByTestId('filled-note')).toBeNull();
  });
});
