// Parts that are loaded late: nothing until they come, at once when they were loaded ahead, and another try after a failure.
import { render, screen } from '@solidjs/testing-library';
import type { Component } from 'solid-js';
import { expect, test } from 'vitest';
import { later, loadAhead } from '../../src/ui/later.tsx';

const Greeting = (props: { readonly name: string }) => <p>Hello {props.name}</p>;

/** Loads the greeting, and counts; fails as often as told. */
function greeting(failures = 0) {
  let tries = 0;
  const load = async (): Promise<Component<{ readonly name: string }>> => {
    if (++tries <= failures) throw new Error('offline');
    return Greeting;
  };
  return { Late: later(load), tries: () => tries };
}

test('a part that is wanted comes by itself, and hides nothing meanwhile', async () => {
  const { Late } = greeting();
  render(() => (
    <main>
      <p>Around</p>
      <Late name="Ada" />
    </main>
  ));
  expect(screen.getByText('Around')).toBeInstanceOf(HTMLElement);
  expect(screen.queryByText('Hello Ada')).toBeNull();
  expect(await screen.findByText('Hello Ada')).toBeInstanceOf(HTMLElement);
});

test('a part that was loaded ahead is there at once, and is not loaded ahead twice', async () => {
  const { Late, tries } = greeting();
  await loadAhead();
  const triesAhead = tries();
  await loadAhead();
  expect(tries()).toBe(triesAhead);
  render(() => <Late name="Bo" />);
  expect(screen.getByText('Hello Bo')).toBeInstanceOf(HTMLElement);
});

test('a part that could not be had ahead is tried again when it is wanted', async () => {
  const { Late } = greeting(1);
  await loadAhead();
  render(() => <Late name="Cy" />);
  expect(await screen.findByText('Hello Cy')).toBeInstanceOf(HTMLElement);
});
