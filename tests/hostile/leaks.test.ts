// Every byte towards every session is searched: hidden rows carry words that exist nowhere else, and none may ever arrive.
import { describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import { seededRandom, type Random } from '../../src/base/random.ts';
import { lettersProject } from './schemas.ts';
import { openWorld, type Victim, type World } from './world.ts';

type State = { _type: 'Draft' } | { _type: 'Gone' } | { _type: 'Shared'; withTeam: string | null; level: number };

/** A letter as it should be; `body` and, as long as the row lives, `id` are words that exist nowhere else. */
interface Letter {
  readonly id: string;
  readonly ownerId: number;
  readonly team: string | null;
  readonly shelf: number | null;
  readonly groupId: number | null;
  readonly state: State;
  readonly body: JsonValue;
}

interface Line {
  readonly id: number;
  readonly letterId: string;
  readonly score: number | null;
  readonly kind: string | null;
  readonly text: string;
}

interface Session extends JsonObject {
  readonly userId: number;
  readonly team: string | null;
  readonly groups: readonly (number | null)[] | null;
  readonly rank: number;
  readonly scope: { readonly _type: 'Everything' } | { readonly _type: 'Only'; readonly shelf: number };
}

/** The rule of letters, by hand: `==` treats null as a value where a side may be null. */
function seesLetter(letter: Letter, session: Session): boolean {
  const { state } = letter;
  const shelf = session.scope._type === 'Only' && letter.shelf === session.scope.shelf;
  const group = letter.groupId !== null && (session.groups ?? []).includes(letter.groupId);
  const shared = state._type === 'Shared' && state.withTeam === session.team;
  return letter.ownerId === session.userId || letter.team === session.team || shelf || group || shared;
}

function seesLine(line: Line, session: Session): boolean {
  return line.score !== null && line.score >= session.rank && line.kind !== 'secret';
}

const SESSIONS: readonly Session[] = [
  { userId: 1, team: 'red', groups: [1, 2], rank: 0, scope: { _type: 'Everything' } },
  { userId: 2, team: 'blue', groups: null, rank: 0.5, scope: { _type: 'Only', shelf: 1 } },
  { userId: 3, team: null, groups: [], rank: 1, scope: { _type: 'Everything' } },
  { userId: 4, team: 'r\'ed"', groups: [3], rank: -1, scope: { _type: 'Only', shelf: 0 } },
  { userId: 5, team: '', groups: [2, 2, 9], rank: 1e300, scope: { _type: 'Only', shelf: 7 } },
];
const TEAMS = ['red', 'blue', null, 'r\'ed"', '', 'nobody', 'RED', 'red '];
const SCORES = [null, 0, 0.5, 0.49999999999999994, 1, -1, -0, 1e300, 2];
const KINDS = [null, 'secret', 'open', 'Secret', ''];

/** What may be told of: words of rows that can be seen, keys of rows that can be or could be seen. */
interface Allowed {
  readonly words: ReadonlySet<string>;
  readonly keys: ReadonlySet<string>;
}

const WORD = /(?:word|key)-\d+-/g;

class Story {
  readonly world: World;
  readonly random: Random;
  readonly letters = new Map<string, Letter>();
  readonly lines = new Map<number, Line>();
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
    const text = JSON.stringify([letters.map(({ body }) => body), lines.map((line) => line.text)]);
    const keys = [...letters.map(({ id }) => id), ...lines.map(({ letterId }) => letterId)];
    return { words: new Set(text.match(WORD)), keys: new Set(JSON.stringify(keys).match(WORD)) };
  }

  view(session: Session): { letters: JsonValue[]; lines: JsonValue[] } {
    const letters = [...this.letters.values()].filter((letter) => seesLetter(letter, session)).map(plain);
    const lines = [...this.lines.values()].filter((line) => seesLine(line, session)).map(plain);
    return { letters: byId(letters), lines: byId(lines) };
  }
}

const plain = (row: Letter | Line): JsonObject => JSON.parse(JSON.stringify(row)) as JsonObject;
const byId = (rows: readonly JsonObject[]): JsonObject[] =>
  rows.toSorted((left, right) => (String(left['id']) < String(right['id']) ? -1 : 1));

function held(victim: Victim, table: string): JsonObject[] {
  const rows = victim.replica.rows(table).map((row) => {
    const { updatedAt: _, _pyre_stamp: __, ...rest } = row;
    return rest;
  });
  return byId(rows);
}

type Deed = (story: Story, actor: Victim) => Promise<void>;

const DEEDS: Record<string, Deed> = {
  async write(story, actor) {
    const letter = story.drawLetter(story.key());
    expect((await actor.run('LetterCreate', letter)).status).toBe(200);
    story.letters.set(letter.id, letter);
  },
  async rewrite(story, actor) {
    const old = pick(story, story.letters);
    if (!old) return;
    const letter = story.drawLetter(old.id);
    expect((await actor.run('LetterUpdate', letter)).status).toBe(200);
    story.letters.set(letter.id, letter);
  },
  async touch(story, actor) {
    const old = pick(story, story.letters);
    if (!old) return;
    const team = story.random.pick(TEAMS);
    await actor.run('LetterUpdate', { id: old.id, team });
    story.letters.set(old.id, { ...old, team });
  },
  async tear(story, actor) {
    const old = pick(story, story.letters);
    if (!old) return;
    await actor.run('LetterDelete', { id: old.id });
    story.letters.delete(old.id);
  },
  async reinsert(story, actor) {
    const old = pick(story, story.letters);
    if (!old) return;
    await actor.run('LetterDelete', { id: old.id });
    const letter = story.drawLetter(old.id);
    await actor.run('LetterCreate', letter);
    story.letters.set(letter.id, letter);
  },
  async rekey(story, actor) {
    const old = pick(story, story.letters);
    if (!old) return;
    const id = story.key();
    expect((await actor.run('Rekey', { id: old.id, to: id })).status).toBe(200);
    story.letters.delete(old.id);
    story.letters.set(id, { ...old, id });
  },
  async addLine(story, actor) {
    const { id: _, ...line } = story.drawLine(0);
    const { body } = await actor.run('LineCreate', line);
    const [made] = body['line'] as unknown as { id: number }[];
    if (made) story.lines.set(made.id, { id: made.id, ...line });
  },
  async rewriteLine(story, actor) {
    const old = pick(story, story.lines);
    if (!old) return;
    const line = story.drawLine(old.id);
    await actor.run('LineUpdate', { ...line });
    story.lines.set(line.id, line);
  },
  async dropLine(story, actor) {
    const old = pick(story, story.lines);
    if (!old) return;
    await actor.run('LineDelete', { id: old.id });
    story.lines.delete(old.id);
  },
  async hoard(story, actor) {
    await actor.run('VaultCreate', { id: story.key(), text: story.word() });
  },
};

function pick<Key, Row>(story: Story, rows: ReadonlyMap<Key, Row>): Row | undefined {
  return rows.size === 0 ? undefined : story.random.pick([...rows.values()]);
}

/** Nothing in the bytes but what the session may see after, or keys of what it could see since it last asked. */
function search(victim: Victim, after: Allowed, keysBefore: ReadonlySet<string>): readonly string[] {
  const found = victim.takeBytes().match(WORD) ?? [];
  return found.filter((word) => !after.words.has(word) && !after.keys.has(word) && !keysBefore.has(word));
}

/** A reader of a session: live, or away for long stretches. */
interface Reader {
  readonly victim: Victim;
  readonly session: Session;
  /** Keys that it could see at some commit since it last caught up. */
  seen: Set<string>;
}

/** The writer's session sees nothing; what it is answered is its own words. */
const WRITER: Session = { userId: 99, team: 'writers', groups: null, rank: 1e308, scope: { _type: 'Everything' } };

async function readEverything({ victim, session }: Reader, story: Story): Promise<void> {
  const [letters, lines, vaults] = [
    await victim.run('Letters', {}),
    await victim.run('Lines', {}),
    await victim.run('Vaults', {}),
  ];
  expect(vaults.body).toEqual({ vault: [] });
  const view = story.view(session);
  const bodies = (letters.body['letter'] as unknown as Letter[]).map(({ id, body }) => ({ id, body }));
  expect(byId(bodies)).toEqual(
    view.letters.map((row) => ({ id: (row as unknown as Letter).id, body: (row as unknown as Letter).body })),
  );
  const seen = new Set(view.letters.map((row) => (row as unknown as Letter).id));
  for (const line of lines.body['line'] as unknown as { id: number; letter: { id: string } | null }[]) {
    const { letterId } = story.lines.get(line.id) ?? { letterId: '' };
    expect(line.letter?.id ?? null).toBe(seen.has(letterId) ? letterId : null);
  }
}

describe('[SYNC-2] no byte of a hidden row reaches anybody', () => {
  test.each([1, 2, 3])('260 random steps over letters and lines, seed %d', async (seed) => {
    const random = seededRandom(seed);
    const world = await openWorld(lettersProject, random.pick([5, 40, 20_000]));
    const story = new Story(world, random);
    const writer = world.join(WRITER);
    const readers: Reader[] = SESSIONS.flatMap((session) =>
      [true, false].map((live) => {
        const victim = world.join(session);
        if (live) victim.connect();
        return { victim, session, seen: new Set<string>() };
      }),
    );
    for (let step = 0; step < 260; step++) {
      const before = readers.map(({ session }) => story.allowed(session));
      const deed = random.pick(Object.keys(DEEDS));
      await DEEDS[deed]?.(story, writer);
      if (random.fraction() < 0.1) world.opened.clock.jump(random.between(-5_000, 5_000));
      for (const [index, reader] of readers.entries()) {
        const { victim, session } = reader;
        const after = story.allowed(session);
        for (const key of [...(before[index]?.keys ?? []), ...after.keys]) reader.seen.add(key);
        victim.listen();
        const asks = victim.connection ? victim.replica.gap : random.fraction() < 0.1;
        if (asks) await victim.catchUp(random.between(1, 6));
        if (random.fraction() < 0.05) await readEverything(reader, story);
        const where = `step ${step} ${deed} ${session.userId} ${victim.connection ? 'live' : 'away'}`;
        expect([where, search(victim, after, reader.seen)]).toEqual([where, []]);
        if (victim.connection || asks) {
          expect([where, held(victim, 'letters'), held(victim, 'lines')]).toEqual([
            where,
            story.view(session).letters,
            story.view(session).lines,
          ]);
          reader.seen = new Set(after.keys);
        }
      }
    }
    expect(world.opened.reported).toEqual([]);
  });

  test('a removal tells the key alone, and only to who could see the row', async () => {
    const world = await openWorld(lettersProject);
    const story = new Story(world, seededRandom(9));
    const [red, blue] = [SESSIONS[0], SESSIONS[1]].map((session) => {
      const victim = world.join(session ?? {});
      victim.connect();
      return victim;
    });
    const writer = world.join(WRITER);
    const letter = { ...story.drawLetter('key-1-'), ownerId: 9, team: 'red', shelf: null, groupId: null };
    await writer.run('LetterCreate', { ...letter, state: { _type: 'Draft' } });
    red?.takeBytes();
    await writer.run('LetterDelete', { id: 'key-1-' });
    const [told] = red?.connection?.messages.slice(-1) ?? [];
    expect(told).toMatchObject({
      data: { all_affected_rows: [{ table_name: 'letters', row: { id: 'key-1-' }, headers: ['id'], removed: true }] },
    });
    const removal = (told as unknown as { data: { all_affected_rows: object[] } }).data.all_affected_rows[0] ?? {};
    expect(Object.keys(removal).toSorted()).toEqual(['headers', 'removed', 'row', 'stamp', 'table_name']);
    expect(blue?.takeBytes()).not.toContain('key-1-');
  });

  test.each([true, false])(
    'a state inside a mutation that was never committed is told to nobody; connected: %s',
    async (live) => {
      const world = await openWorld(lettersProject);
      const story = new Story(world, seededRandom(10));
      const red = world.join(SESSIONS[0] ?? {});
      const writer = world.join(WRITER);
      await red.catchUp();
      for (const team of ['red', 'nobody']) {
        const letter = { ...story.drawLetter(`key-for-${team}`), ownerId: 9, team, shelf: null, groupId: null };
        await writer.run('LetterCreate', { ...letter, state: { _type: 'Draft' } });
      }
      await red.catchUp();
      red.takeBytes();
      if (live) red.connect();
      await writer.run('Flash', { id: 'key-for-nobody', shown: 'red', hidden: 'nobody' });
      if (!live) await red.catchUp();
      expect(red.takeBytes()).not.toContain('key-for-nobody');
    },
  );

  test('a session whose values change is told nothing by the old ones', async () => {
    const world = await openWorld(lettersProject);
    const story = new Story(world, seededRandom(11));
    const red = world.join(SESSIONS[0] ?? {});
    red.connect();
    await red.catchUp();
    const writer = world.join(WRITER);
    world.opened.server.control.changeSession(red.sessionId, {
      ...SESSIONS[0],
      userId: 77,
      team: 'blue',
      groups: null,
    });
    const letter = { ...story.drawLetter('key-1-'), ownerId: 1, team: 'red', shelf: null, groupId: 1 };
    red.takeBytes();
    await writer.run('LetterCreate', { ...letter, state: { _type: 'Draft' } });
    await red.catchUp();
    expect(red.takeBytes()).not.toMatch(WORD);
    expect(red.replica.rows('letters')).toEqual([]);
  });
});
