// "Is it one of these?": names in order of likeness, and the shapes in which they are listed.

/** How many names a message lists before it says how many more there are. */
const LISTED: i32 = 20;
/** Of more names than this only those of about the same length are compared. */
const COMPARED: i32 = 200;

/** The names with the closest first; equally close ones by alphabet. */
export function closestFirst(found: string, names: string[]): string[] {
  const compared = names.length > COMPARED ? ofSimilarLength(found, names) : names;
  const ranked: Ranked[] = [];
  for (let i = 0; i < compared.length; i++) ranked.push(new Ranked(compared[i], distance(found, compared[i])));
  ranked.sort((a, b) => (a.distance != b.distance ? a.distance - b.distance : a.name < b.name ? -1 : 1));
  const sorted: string[] = [];
  for (let i = 0; i < ranked.length; i++) sorted.push(ranked[i].name);
  return sorted;
}

function ofSimilarLength(found: string, names: string[]): string[] {
  const similar: string[] = [];
  for (let i = 0; i < names.length && similar.length < COMPARED; i++) {
    if (abs(names[i].length - found.length) < 2) similar.push(names[i]);
  }
  return similar;
}

class Ranked {
  constructor(
    public name: string,
    public distance: i32,
  ) {}
}

/** Edits from one word to the other, capitals and small letters being the same; far-off words are not counted to the end. */
export function distance(a: string, b: string): i32 {
  if (a.length > 64 || b.length > 64) return abs(a.length - b.length) + 64;
  const left = a.toLowerCase();
  const right = b.toLowerCase();
  let previous = new StaticArray<i32>(right.length + 1);
  for (let j = 0; j < previous.length; j++) previous[j] = j;
  for (let i = 0; i < left.length; i++) {
    const row = new StaticArray<i32>(right.length + 1);
    row[0] = i + 1;
    for (let j = 0; j < right.length; j++) {
      const change = left.charCodeAt(i) == right.charCodeAt(j) ? 0 : 1;
      row[j + 1] = min(min(row[j], previous[j + 1]) + 1, previous[j] + change);
    }
    previous = row;
  }
  return previous[right.length];
}

/** One a line, indented. */
export function listed(names: string[]): string {
  let text = '';
  for (let i = 0; i < min(names.length, LISTED); i++) text += '\n    ' + names[i];
  if (names.length > LISTED) text += '\n    … and ' + (names.length - LISTED).toString() + ' more';
  return text;
}

/** `name: Type`, one a line, aligned. */
export function table(names: string[], types: string[]): string {
  let width = 0;
  for (let i = 0; i < min(names.length, LISTED); i++) width = max(width, names[i].length);
  const lines: string[] = [];
  for (let i = 0; i < names.length; i++) lines.push((names[i] + ':').padEnd(width + 2) + types[i]);
  return listed(lines);
}

/** `a`, `b` and `c` */
export function joined(names: string[]): string {
  if (names.length == 0) return '';
  const last = '`' + names[names.length - 1] + '`';
  if (names.length == 1) return last;
  let text = '`' + names[0] + '`';
  for (let i = 1; i < names.length - 1; i++) text += ', `' + names[i] + '`';
  return text + ' and ' + last;
}
