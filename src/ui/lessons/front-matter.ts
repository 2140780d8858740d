// The head of a lesson's file: between two lines of `---`, one `name: value` a line. Pure.
import * as v from 'valibot';
import type { Recipe } from '../../world/recipe.ts';
import { readValues } from './words.ts';

export interface FrontMatter {
  readonly title: string;
  readonly about: string;
  readonly minutes: number;
  readonly order: number;
  readonly recipe: Recipe;
}

export interface HeadProblem {
  readonly line: number;
  readonly message: string;
}

export type ReadHead =
  | { readonly ok: true; readonly head: FrontMatter; readonly body: string; readonly bodyLine: number }
  | { readonly ok: false; readonly problems: readonly HeadProblem[] };

const PRESETS = ['none', 'lan', '3g', 'tunnel', 'cafe'] as const;
const NAMES = ['title', 'about', 'minutes', 'order', 'project', 'seed', 'empty', 'clients', 'network'] as const;
type Name = (typeof NAMES)[number];
/** Most clients that a lesson begins with; more are added in it. */
const MOST_CLIENTS = 100;

interface Line {
  readonly line: number;
  readonly value: string;
}

type ClientRecipe = NonNullable<Recipe['clients']>[number];

/** Reads the head, and where the rest begins. */
export function readHead(text: string): ReadHead {
  const lines = text.split('\n');
  const end = lines.findIndex((line, index) => index > 0 && line.trim() === '---');
  if (lines[0]?.trim() !== '---' || end === -1)
    return { ok: false, problems: [{ line: 1, message: 'A lesson begins with a head between two lines of ---.' }] };
  const problems: HeadProblem[] = [];
  const values = new Map<Name, Line>();
  const listed: Line[] = [];
  for (const [index, text] of lines.slice(1, end).entries()) readLine(text, index + 2, values, listed, problems);
  const head = headOf(values, listed, problems);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, head, body: lines.slice(end + 1).join('\n'), bodyLine: end + 2 };
}

function readLine(text: string, line: number, values: Map<Name, Line>, listed: Line[], problems: HeadProblem[]): void {
  if (text.trim() === '') return;
  const item = /^\s+- (.*)$/.exec(text);
  if (item) return void listed.push({ line, value: item[1]?.trim() ?? '' });
  const found = /^(\w+):\s*(.*)$/.exec(text);
  const name = NAMES.find((known) => known === found?.[1]);
  if (name) values.set(name, { line, value: found?.[2]?.trim() ?? '' });
  else problems.push({ line, message: `The head knows ${NAMES.join(', ')}; this line is none of them.` });
}

function headOf(values: ReadonlyMap<Name, Line>, listed: readonly Line[], problems: HeadProblem[]): FrontMatter {
  const text = (name: Name): string => {
    const value = values.get(name)?.value ?? '';
    if (value === '') problems.push({ line: values.get(name)?.line ?? 1, message: `The head lacks ${name}.` });
    return value;
  };
  const whole = (name: Name, otherwise: number): number => {
    const found = values.get(name);
    if (!found) return otherwise;
    if (!/^\d{1,9}$/.test(found.value)) problems.push({ line: found.line, message: `${name} is a whole number.` });
    return Number(found.value);
  };
  const clients = clientsOf(values.get('clients'), listed, problems);
  const preset = presetOf(values.get('network'), problems);
  const project = values.get('project')?.value;
  return {
    title: text('title'),
    about: text('about'),
    minutes: whole('minutes', 3),
    order: whole('order', 100),
    recipe: {
      ...(project === undefined ? {} : { project }),
      ...(values.has('seed') ? { seed: whole('seed', 1) } : {}),
      ...(values.get('empty')?.value === 'yes' ? { empty: true } : {}),
      ...(clients ? { clients: [...clients] } : {}),
      ...(preset ? { preset } : {}),
    },
  };
}

/** A number of them, or a list: `- userId=2 role="user" offline network=3g`. */
function clientsOf(
  given: Line | undefined,
  listed: readonly Line[],
  problems: HeadProblem[],
): readonly ClientRecipe[] | null {
  if (!given) return null;
  if (given.value === '') return listed.map((item) => clientOf(item, problems));
  const count = Number(given.value);
  if (!/^\d+$/.test(given.value) || count > MOST_CLIENTS) {
    problems.push({ line: given.line, message: `clients is a number up to ${MOST_CLIENTS}, or a list below it.` });
    return null;
  }
  return Array.from({ length: count }, (_, index) => ({ session: { userId: index + 1, role: 'user' } }));
}

function clientOf({ line, value }: Line, problems: HeadProblem[]): ClientRecipe {
  const network = / network=(\w+)/.exec(` ${value}`)?.[1];
  const isOffline = /(?:^| )offline(?: |$)/.test(value);
  const written = value.replace(/(?:^| )network=\w+/, '').replace(/(?:^| )offline(?= |$)/, '');
  const session = readValues(written);
  if (!session)
    problems.push({ line, message: 'A client is written as userId=2 role="user", then offline or network=3g.' });
  const preset = presetOf(network === undefined ? undefined : { line, value: network }, problems);
  return {
    ...(session && Object.keys(session).length > 0 ? { session } : {}),
    ...(isOffline ? { offline: true } : {}),
    ...(preset ? { preset } : {}),
  };
}

function presetOf(given: Line | undefined, problems: HeadProblem[]): (typeof PRESETS)[number] | null {
  if (!given) return null;
  const read = v.safeParse(v.picklist(PRESETS), given.value);
  if (read.success) return read.output;
  problems.push({ line: given.line, message: `The network is one of ${PRESETS.join(', ')}.` });
  return null;
}
