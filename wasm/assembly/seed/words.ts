// Made-up texts that look like what their field's name promises.
import { below } from './chance';

const PEOPLE: string[] = ['Ada', 'Bela', 'Cyril', 'Dana', 'Emil', 'Femi', 'Gro', 'Hana', 'Ivo', 'Jun', 'Kaja', 'Leif'];
const THINGS: string[] = [
  'lantern',
  'harbour',
  'meadow',
  'compass',
  'orchard',
  'river',
  'kettle',
  'signal',
  'ladder',
  'bridge',
];
const KINDS: string[] = ['quiet', 'early', 'green', 'open', 'second', 'small', 'northern', 'plain', 'bright', 'slow'];

/** A text for a field of that name. */
export function wordsFor(name: string, chance: u32): string {
  const lower = name.toLowerCase();
  const person = PEOPLE[below(chance, PEOPLE.length)];
  if (lower.includes('email')) return person.toLowerCase() + below(chance >>> 8, 100).toString() + '@example.com';
  if (lower.endsWith('name')) return person;
  const words = KINDS[below(chance >>> 4, KINDS.length)] + ' ' + THINGS[below(chance >>> 12, THINGS.length)];
  return lower.includes('content') || lower.includes('body') || lower.includes('text')
    ? 'About the ' + words + '.'
    : words;
}
