// Which part of a large grid is drawn: always what is in sight and little more.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placesIn, scrolledTo, spanOf } from '../../src/ui/tableau/window.ts';

const axis = fc.record({ size: fc.integer({ min: 4, max: 40 }), margin: fc.integer({ min: 1, max: 16 }), unlaid: fc.integer({ min: 1, max: 60 }) }); // prettier-ignore
const count = fc.integer({ min: 0, max: 5000 });
const pixels = fc.integer({ min: 0, max: 100_000 });

test('what is in sight is drawn, and at most three margins beyond each end', () => {
  fc.assert(
    fc.property(axis, pixels, fc.integer({ min: 1, max: 2000 }), count, (given, scrolled, room, places) => {
      const { from, until } = spanOf(given, scrolled, room, places);
      const [first, last] = [Math.floor(scrolled / given.size), Math.ceil((scrolled + room) / given.size)];
      for (let place = first; place < Math.min(last, places); place++) {
        expect(from <= place && place < until).toBe(true);
      }
      expect(until).toBeLessThanOrEqual(places);
      expect(until - from).toBeLessThanOrEqual(last - first + 6 * given.margin);
      expect(placesIn({ from, until }).length).toBe(Math.max(0, until - from));
    }),
  );
});

test('a place that was scrolled to is drawn, and in sight', () => {
  fc.assert(
    fc.property(axis, pixels, fc.integer({ min: 0, max: 2000 }), fc.nat(4999), (given, before, room, place) => {
      const scrolled = scrolledTo(given, place, before, room);
      const { from, until } = spanOf(given, scrolled, room, 5000);
      expect(from <= place && place < until).toBe(true);
      if (room >= given.size) {
        expect(place * given.size).toBeGreaterThanOrEqual(scrolled);
        expect((place + 1) * given.size).toBeLessThanOrEqual(scrolled + room);
      }
    }),
  );
});

test('a place in sight needs no scrolling', () => {
  const rows = { size: 10, margin: 4, unlaid: 20 };
  expect(scrolledTo(rows, 5, 30, 100)).toBe(30);
  expect(scrolledTo(rows, 1, 30, 100)).toBe(10);
  expect(scrolledTo(rows, 20, 30, 100)).toBe(110);
});
