// What a command is: one thing a person can do, by palette, by key, or by the button that does the same.

/** Headings of the palette and of the sheet of shortcuts, in their order. */
export const GROUPS = ['Clients', 'Selected client', 'Time', 'Look', 'Network', 'Messages', 'Server', 'Page'] as const;
export type Group = (typeof GROUPS)[number];

export interface Command {
  /** Stays the same whatever the title says now. */
  readonly id: string;
  /** What it does, as it stands now: `Go offline`, or `Go online`. */
  readonly title: string;
  readonly group: Group;
  /** Key or keys as tinykeys writes them: `p`, `Shift+?`, `$mod+k`. */
  readonly keys?: string;
  /** Words under which it is found as well. */
  readonly alike?: string;
  /** Left out: always. */
  readonly enabled?: boolean;
  /** Listed only where somebody typed what fits it: there may be a thousand alike. */
  readonly whenTyped?: boolean;
  run(): void;
}

/** Whether a plain key is enough: what speech input or a slipped hand may press, and what can be switched off. */
export function isSingleKey(keys: string): boolean {
  return !/\$mod|Control|Alt|Meta/.test(keys);
}

/** As tinykeys has to be told: a sign needs Shift on one keyboard and not on another. */
export function bindings(keys: string): readonly string[] {
  const sign = keys.replace(/^Shift\+/, '');
  return /^[^a-z]$/i.test(sign) ? [sign, `Shift+${sign}`] : [keys];
}

const NAMES: Readonly<Record<string, string>> = { Escape: 'Esc', ArrowLeft: '←', ArrowRight: '→' };

/** The keys as caps show them: `Ctrl K`, `?`. Shift is not named where the character tells of it. */
export function keyCaps(keys: string, apple: boolean): readonly string[] {
  return keys.split('+').flatMap((part, _index, all) => {
    if (part === '$mod') return [apple ? '⌘' : 'Ctrl'];
    if (part === 'Shift' && /^\W$/.test(all.at(-1) ?? '')) return [];
    return [NAMES[part] ?? (part.length === 1 ? part.toUpperCase() : part)];
  });
}

/** The commands that fit what was typed, best first; nothing typed fits all. */
export function matching(commands: readonly Command[], typed: string): readonly Command[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return commands.filter(({ whenTyped }) => whenTyped !== true);
  return commands
    .map((command, index) => ({ command, index, score: scoreOf(command, words) }))
    .filter(({ score }) => score > 0)
    .toSorted((one, other) => other.score - one.score || one.index - other.index)
    .map(({ command }) => command);
}

/** Each word has to be found: at the start of a word of the title, inside it, or in what is alike. */
function scoreOf({ title, group, alike = '' }: Command, words: readonly string[]): number {
  const text = title.toLowerCase();
  const around = `${group} ${alike}`.toLowerCase();
  let score = 0;
  for (const word of words) {
    if (text.startsWith(word)) score += 4;
    else if (text.includes(` ${word}`)) score += 3;
    else if (text.includes(word)) score += 2;
    else if (around.includes(word)) score += 1;
    else return 0;
  }
  return score;
}
