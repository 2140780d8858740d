// The story that the search for leaks is told in: letters, lines, notices and memos, and by hand the rule of who sees which.
import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import type { Random } from '../../src/base/random.ts';
import { textAt } from './replica.ts';
import type { World } from './world.ts';

type State = { _type: 'Draft' } | { _type: 'Gone' } | { _type: 'Shared'; withTeam: string | null; level: number };

/** A letter as it should be; `body` and, as long as the row lives, `id` are words that exist nowhere else. */
export interface Letter {
  readonly id: string;
  readonly ownerId: number;
  readonly team: string | null;
  readonly shelf: number | null;
  readonly groupId: number | null;
  readonly state: State;
  readonly body: JsonValue;
}

export interface Line {
  readonly id: number;
  readonly letterId: string;
  readonly score: number | null;
  readonly kind: string | null;
  readonly text: string;
}

/** Seen by everybody but its author. */
export interface Notice {
  readonly id: number;
  readonly authorId: number;
  readonly text: string;
}

/** Seen by everybody when open, by other teams when not. */
export interface Memo {
  readonly id: number;
  readonly team: string | null;
  readonly open: boolean;
  readonly text: string;
}

export interface Session extends JsonObject {
  readonly userId: number;
  readonly team: string | null;
  readonly groups: readonly (number | null)[] | null;
  readonly rank: number;
  readonly scope: { readonly _type: 'Everything' } | { readonly _type: 'Only'; readonly shelf: number };
}

/** The rule of letters, by hand: `==` treats null as a value where a side may be null. */
function seesLetter(letter: Letter, session: Session): boolean {
  const { state } = letter;
  const shelf = 'shelf' in session.scope && letter.shelf === session.scope.shelf;
  const group = letter.groupId !== null && (session.groups ?? []).includes(letter.groupId);
  const shared = 'withTeam' in state && state.withTeam === session.team;
  return letter.ownerId === session.userId || letter.team === session.team || shelf || group || shared;
}

function seesLine(line: Line, session: Session): boolean {
  return line.score !== null && line.score >= session.rank && line.kind !== 'secret';
}

const seesNotice = (notice: Notice, session: Session): boolean => notice.authorId !== session.userId;
const seesMemo = (memo: Memo, session: Session): boolean => memo.open || memo.team !== session.team;

export const SESSIONS: readonly Session[] = [
  { userId: 1, team: 'red', groups: [1, 2], rank: 0, scope: { _type: 'Everything' } },
  { userId: 2, team: 'blue', groups: null, rank: 0.5, scope: { _type: 'Only', shelf: 1 } },
  { userId: 3, team: null, groups: [], rank: 1, scope: { _type: 'Everything' } },
  { userId: 4, team: 'r\'ed"', groups: [3], rank: -1, scope: { _type: 'Only', shelf: 0 } },
  { userId: 5, team: '', groups: [2, 2, 9], rank: 1e300, scope: { _type: 'Only', shelf: 7 } },
];
export const TEAMS = ['red', 'blue', null, 'r\'ed"', '', 'nobody', 'RED', 'red '];
const SCORES = [null, 0, 0.5, 0.49999999999999994, 1, -1, -0, 1e300, 2];
const KINDS = [null, 'secret', 'open', 'Secret', ''];

/** What may be told of: words of rows that can be seen, keys of rows that can be or could be seen. */
export interface Allowed {
  readonly words: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
}

export const WORD = /(?:word|key)-\d+-/g;

export class Story {
  readonly world: World;
  readonly random: Random;
  readonly letters = new Map<string, Letter>();
  readonly lines = new Map<number, Line>();
  readonly notices = new Map<number, Notice>();
  readonly memos = new Map<number, Memo>();
  #count = 0;

  constructor(world: World, random: Random) {
    this.world = world;
    this.random = random;
  }

  word(): string {
    return `word-${this.#count++}-`;
  }

  key(): string {
    return `key-${this.#count++}-${this.random.pick(['', "'", '"', '\\', '😀', '$id'])}`;
  }

  drawLetter(id: string): Letter {
    const { random } = this;
    const states: readonly State[] = [
      { _type: 'Draft' },
      { _type: 'Gone' },
      { _type: 'Shared', withTeam: random.pick(TEAMS), level: random.between(0, 3) },
    ];
    const body = random.pick<JsonValue>([{ at: [this.word()] }, this.word(), [null, { [this.word()]: 1 }]]);
    return {
      id,
      ownerId: random.between(1, 8),
      team: random.pick(TEAMS),
      shelf: random.pick([null, 0, 1, 2]),
      groupId: random.pick([null, 0, 1, 2, 3]),
      state: random.pick(states),
      body,
    };
  }

  drawLine(id: number): Line {
    const { random } = this;
    const letterId = random.pick([...this.letters.keys(), 'nowhere']);
    return { id, letterId, score: random.pick(SCORES), kind: random.pick(KINDS), text: this.word() };
  }

  /** Words and keys by whether the session sees their rows. */
  allowed(session: Session): Allowed {
    const letters = [...this.letters.values()].filter((letter) => seesLetter(letter, session));
    const lines = [...this.lines.values()].filter((line) => seesLine(line, session));
    const others = [...this.seenNotices(session), ...this.seenMemos(session)];
    const text = JSON.stringify([letters.map(({ body }) => body), [...lines, ...others].map((row) => row.text)]);
    const keys = [...letters.map(({ id }) => id), ...lines.map(({ letterId }) => letterId)];
    return { words: new Set(text.match(WORD)), keys: new Set(JSON.stringify(keys).match(WORD)) };
  }

  seenNotices(session: Session): Notice[] {
    return [...this.notices.values()].filter((notice) => seesNotice(notice, session));
  }

  seenMemos(session: Session): Memo[] {
    return [...this.memos.values()].filter((memo) => seesMemo(memo, session));
  }

  view(session: Session): Record<'letters' | 'lines' | 'notices' | 'remarks', JsonObject[]> {
    const letters = [...this.letters.values()].filter((letter) => seesLetter(letter, session)).map(plain);
    const lines = [...this.lines.values()].filter((line) => seesLine(line, session)).map(plain);
    const memos = this.seenMemos(session).map(stored);
    return {
      letters: byId(letters),
      lines: byId(lines),
      notices: byId(this.seenNotices(session).map(plain)),
      remarks: byId(memos),
    };
  }
}

const plain = (row: Letter | Line | Notice | Memo): JsonObject => JSON.parse(JSON.stringify(row)) as JsonObject;
/** As a wire row tells it: Bool as 0 or 1. */
const stored = ({ open, ...rest }: Memo): JsonObject => ({ ...rest, open: Number(open) });
export const byId = (rows: readonly JsonObject[]): JsonObject[] =>
  rows.toSorted((left, right) => (textAt(left, 'id') < textAt(right, 'id') ? -1 : 1));
