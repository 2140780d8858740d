// Calls over the control plane: answered by the worker at hand, or by the news that it is gone.
import { expect, test } from 'vitest';
import { Calls } from '../../src/world/calls.ts';

interface Plane {
  work(text: string): Promise<{ readonly ok: true; readonly value: string }>;
}

const answering = (name: string): Plane => ({
  work: async (text) => ({ ok: true, value: `${name}: ${text}` }),
});
const silent: Plane = { work: () => new Promise(() => undefined) };
const GONE = { ok: false, message: 'The server stopped before it answered.', diagnostics: [] };

test('a call is answered by whoever is there', async () => {
  const calls = new Calls(answering('first'));
  expect(await calls.ask((plane) => plane.work('a'))).toEqual({ ok: true, value: 'first: a' });
  calls.replace(answering('second'));
  expect(await calls.ask((plane) => plane.work('b'))).toEqual({ ok: true, value: 'second: b' });
});

test('calls that a worker took to its grave are answered when another one is there, later ones by that one', async () => {
  const calls = new Calls(silent);
  const buried = [calls.ask((plane) => plane.work('a')), calls.ask((plane) => plane.work('b'))];
  calls.replace(answering('second'));
  expect(await Promise.all(buried)).toEqual([GONE, GONE]);
  expect(await calls.ask((plane) => plane.work('c'))).toEqual({ ok: true, value: 'second: c' });
});

test('an answer that came in time stands', async () => {
  const calls = new Calls(answering('first'));
  const answer = await calls.ask((plane) => plane.work('a'));
  calls.replace(silent);
  expect(answer).toEqual({ ok: true, value: 'first: a' });
});

test('a call that rejects or throws is an answer', async () => {
  const calls = new Calls<Plane>({ work: () => Promise.reject(new Error('no such thing')) });
  expect(await calls.ask((plane) => plane.work('a'))).toEqual({ ok: false, message: 'no such thing', diagnostics: [] });
  calls.replace({
    work() {
      throw new TypeError('the port is closed');
    },
  });
  expect(await calls.ask((plane) => plane.work('a'))).toMatchObject({ ok: false, message: 'the port is closed' });
});
