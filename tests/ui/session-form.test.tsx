// The form of session values: what is typed stays while the world goes on, and goes with its client [UI-2].
import { cleanup, fireEvent, render, screen } from '@solidjs/testing-library';
import { Show } from 'solid-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { asClientId } from '../../src/base/ids.ts';
import { SessionForm } from '../../src/ui/client/session-form.tsx';
import { PageProvider, usePage } from '../../src/ui/page.tsx';
import { clientView, schema, stillWorld, type StillWorld } from './still-world.ts';

let world: StillWorld;

function Selected() {
  const page = usePage();
  return <Show when={page.selected()}>{(client) => <SessionForm client={client()} />}</Show>;
}

beforeEach(() => {
  world = stillWorld([clientView(1, 'Ann', []), clientView(2, 'Ben', [])]);
  render(() => (
    <PageProvider world={world}>
      <Selected />
    </PageProvider>
  ));
  fireEvent.input(userId(), { target: { value: '7' } });
});
afterEach(cleanup);

function userId(): HTMLInputElement {
  const input = screen.getByLabelText('userId');
  if (!(input instanceof HTMLInputElement)) throw new Error('userId is no input');
  return input;
}

const button = () => screen.getByRole<HTMLButtonElement>('button', { name: 'Change session' });

test('a schema that says the same again leaves the input where it is', () => {
  const before = userId();
  world.show({ schema: structuredClone(schema) });
  expect(userId()).toBe(before);
  expect([userId().value, button().disabled]).toEqual(['7', false]);
});

test('what was typed for one client is not given to another', () => {
  world.show({ selectedId: asClientId('client-2') });
  expect([userId().value, button().disabled]).toEqual(['2', true]);
});
