// The console's statements: each runs to its end, to a stop or to the end of patience; a newer one ends an older.
import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/base/clock.ts';
import type { ConsoleAnswer } from '../../src/protocol/inspection.ts';
import { Console, PATIENCE_MS, type ConsolePlace } from '../../src/world/console.ts';

const rows: ConsoleAnswer = { ok: true, columns: ['x'], rows: [[1]], cut: false };

/** Places that answer when a test says so. */
function stage() {
  const clock = new VirtualClock();
  const nothing = (answer: ConsoleAnswer | Error): void => void answer;
  const places: { ended: boolean; readonly asked: string[]; answer: typeof nothing }[] = [];
  const open = (): ConsolePlace => {
    const place = { ended: false, asked: new Array<string>(), answer: nothing };
    places.push(place);
    return {
      run: (_image, sql) =>
        new Promise((resolve, reject) => {
          place.asked.push(sql);
          place.answer = (answer) => (answer instanceof Error ? reject(answer) : resolve(answer));
        }),
      end: () => void (place.ended = true),
    };
  };
  const image = async () => ({ ok: true, value: { bytes: new Uint8Array(4), serverRevision: 9 } }) as const;
  return { clock, places, console: new Console({ clock, open, image }) };
}

/** Lets what was begun reach its place. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

test('a statement gives its rows, and of which revision; its place is used again', async () => {
  const { console, places, clock } = stage();
  for (const sql of ['select 1', 'select 2']) {
    const run = console.run(sql);
    await settle();
    clock.jump(5);
    places[0]?.answer(rows);
    expect(await run).toEqual({ answer: rows, serverRevision: 9, durationMs: 5 });
  }
  expect(places.map(({ asked }) => asked)).toEqual([['select 1', 'select 2']]);
});

test('one without an end is stopped when patience ends, and the next one has a place of its own', async () => {
  const { console, places, clock } = stage();
  const run = console.run('endless');
  await settle();
  await clock.advance(PATIENCE_MS);
  expect(await run).toMatchObject({ answer: { ok: false, message: expect.stringContaining('without an end') } });
  expect(places[0]?.ended).toBe(true);
  const next = console.run('select 1');
  await settle();
  places[1]?.answer(rows);
  expect((await next).answer).toEqual(rows);
});

test('a person may stop it', async () => {
  const { console, places } = stage();
  const run = console.run('endless');
  await settle();
  console.stop();
  expect((await run).answer).toEqual({ ok: false, message: 'It was stopped.' });
  expect(places[0]?.ended).toBe(true);
  console.stop();
});

test('a newer statement ends an older one', async () => {
  const { console, places } = stage();
  const older = console.run('endless');
  await settle();
  const newer = console.run('select 1');
  await settle();
  places[1]?.answer(rows);
  expect((await older).answer).toMatchObject({ ok: false });
  expect((await newer).answer).toEqual(rows);
});

test('a place that breaks is told, and not used again', async () => {
  const { console, places } = stage();
  const run = console.run('select 1');
  await settle();
  places[0]?.answer(new Error('out of memory'));
  expect((await run).answer).toEqual({ ok: false, message: 'out of memory' });
  expect(places[0]?.ended).toBe(true);
});

test('without a copy of the database nothing runs', async () => {
  const { places } = stage();
  const closed = new Console({
    clock: new VirtualClock(),
    open: () => {
      throw new Error('not to be opened');
    },
    image: async () => ({ ok: false, message: 'no server is running' }),
  });
  expect(await closed.run('select 1')).toMatchObject({
    answer: { message: 'no server is running' },
    serverRevision: null,
  });
  expect(places).toEqual([]);
});
