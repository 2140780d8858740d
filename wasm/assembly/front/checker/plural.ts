// English plurals: the table of a record is named after many of them.
import { lowerFirst } from '../characters';

const unchangedEndings: string[] = ['ies', 'ves'];
/** Endings in `es` that still take a plural; any other word in `es` is one already. */
const singularEndingsInEs: string[] = ['ses', 'xes', 'zes', 'ches', 'shes'];
const hissingEndings: string[] = ['ch', 'sh', 's', 'x', 'z'];
const irregular: string[] = [
  'child',
  'children',
  'person',
  'people',
  'man',
  'men',
  'woman',
  'women',
  'mouse',
  'mice', // prettier-ignore
  'goose',
  'geese',
  'foot',
  'feet',
  'tooth',
  'teeth',
  'ox',
  'oxen', // prettier-ignore
];

/** The default table name: `Post` → `posts`, `GameMember` → `gameMembers`, `Category` → `categories`. */
export function pluralKey(recordName: string): string {
  return plural(lowerFirst(recordName));
}

function plural(word: string): string {
  const small = word.toLowerCase();
  if (isPlural(small)) return word;
  for (let i = 0; i < irregular.length; i += 2) if (small == irregular[i]) return irregular[i + 1];
  if (endsWithAny(small, hissingEndings)) return word + 'es';
  return pluralByLastLetters(word, small);
}

function pluralByLastLetters(word: string, small: string): string {
  const beforeLast = small.length > 1 ? small.charAt(small.length - 2) : '';
  const afterVowel = 'aeiou'.includes(beforeLast);
  if (small.endsWith('y') && !afterVowel) return word.substring(0, word.length - 1) + 'ies';
  if (small.endsWith('fe')) return word.substring(0, word.length - 2) + 'ves';
  if (small.endsWith('f') && !afterVowel) return word.substring(0, word.length - 1) + 'ves';
  if (small.endsWith('o') && !afterVowel) return word + 'es';
  return word + 's';
}

function isPlural(small: string): bool {
  if (endsWithAny(small, unchangedEndings)) return true;
  if (small.endsWith('es')) return !endsWithAny(small, singularEndingsInEs);
  return small.endsWith('s');
}

/** An ending has something before it: `X` becomes `xs`. */
function endsWithAny(word: string, endings: string[]): bool {
  for (let i = 0; i < endings.length; i++)
    if (word.length > endings[i].length && word.endsWith(endings[i])) return true;
  return false;
}
