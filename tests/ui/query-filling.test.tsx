// A row that the form names fills it in: what an update would blank, as the selected client holds it [UI-6].
import { cleanup, fireEvent, screen, waitFor } from '@solidjs/testing-library';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { asClientId } from '../../src/base/ids.ts';
import type { Page } from '../../src/ui/page.tsx';
import { choose, showPanel, submit, type } from './query-hands.tsx';
import { clientView, post, queries, stillWorld, type StillWorld } from './still-world.ts';

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

  test('that the next client does not hold takes what it filled in along; what was typed stays', () => {
    page.chooseRow({ table: 'posts', key: 7 });
    world.show({ selectedId: asClientId('client-2') });
    expect(shown()).toEqual({ id: '7', title: '', published: false });
    world.show({ selectedId: asClientId('client-1') });
    expect(shown()).toEqual({ id: '7', title: 'Embers', published: true });
    type('title', 'Typed');
    world.show({ selectedId: asClientId('client-2') });
    expect(shown()).toEqual({ id: '7', title: 'Typed', published: false });
  });

  test('that was typed and submitted can be tried again as a client that does not hold it', async () => {
    page.chooseRow({ table: 'posts', key: 7 });
    type('title', 'Typed');
    choose('visibility', 'Hidden');
    submit();
    await waitFor(() => expect(screen.getByTestId('answer').dataset['ok']).toBe('true'));
    world.show({ selectedId: asClientId('client-2') });
    expect(shown()).toMatchObject({ id: '7', title: 'Typed' });
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

  test('fills a form that was reset when it is chosen once more', () => {
    page.chooseRow({ table: 'posts', key: 7 });
    fireEvent.click(screen.getByRole('button', { name: 'Reset' }));
    page.chooseRow({ table: 'posts', key: 7 });
    expect(shown()).toEqual({ id: '7', title: 'Embers', published: true });
  });

  describe('and an update that writes one truth alone', () => {
    const [update] = queries;
    const publish = update && {
      ...update,
      id: 'q3',
      name: 'PublishPost',
      params: [0, 2].flatMap((at) => update.params[at] ?? []),
    };
    const note = () => screen.getByTestId('filled-note').textContent;

    beforeEach(() => {
      world.show({ queries: publish ? [...queries, publish] : queries });
      choose('Run', 'PublishPost');
    });

    test('is turned over: as it stands it would change nothing', () => {
      page.chooseRow({ table: 'posts', key: 8 });
      expect(value('published')).toBe(true);
      expect(note()).toBe('Ann holds posts 8 with published False: turned over here.');
      page.chooseRow({ table: 'posts', key: 7 });
      expect(value('published')).toBe(false);
      expect(note()).toBe('Ann holds posts 7 with published True: turned over here.');
    });

    test('shows what is held once the write has come', () => {
      page.chooseRow({ table: 'posts', key: 8 });
      world.show({ clients: [clientView(1, 'Ann', [post([8, 'Ash', true])]), clientView(2, 'Ben', [])] });
      expect(value('published')).toBe(true);
      expect(note()).toBe('Filled in from posts 8 as Ann holds it: published. Change what should change.');
    });
  });
});
