// Every byte towards every session is searched: hidden rows carry words that exist nowhere else, and none may ever arrive.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { seededRandom } from '../../src/base/random.ts';
import { demoSources, user } from '../server/open-server.ts';
import { lettersProject } from './schemas.ts';
import { byId, SESSIONS, Story, TEAMS, WORD, type Allowed, type Letter, type Session } from './story.ts';
import { openWorld, type Victim } from './world.ts';

function held(victim: Victim, table: string): JsonObject[] {
  const rows = victim.replica.rows(table).map((row) => {
    const { updatedAt: _, _pyre_stamp: __, ...rest } = row;
    return rest;
  });
  return byId(rows);
}

function holds(victim: Victim): Record<string, JsonObject[]> {
  return Object.fromEntries(['letters', 'lines', 'notices', 'remarks'].map((table) => [table, held(victim, table)]));
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
  async post(story, actor) {
    const notice = { authorId: story.random.between(1, 6), text: story.word() };
    const { body } = await actor.run('NoticeCreate', notice);
    const id = madeId(body['notice']);
    story.notices.set(id, { id, ...notice });
  },
  async repost(story, actor) {
    const old = pick(story, story.notices);
    if (!old) return;
    const notice = { id: old.id, authorId: story.random.between(1, 6), text: story.word() };
    await actor.run('NoticeUpdate', notice);
    story.notices.set(old.id, notice);
  },
  async unpost(story, actor) {
    const old = pick(story, story.notices);
    if (!old) return;
    await actor.run('NoticeDelete', { id: old.id });
    story.notices.delete(old.id);
  },
  async jot(story, actor) {
    const memo = { team: story.random.pick(TEAMS), open: story.random.fraction() < 0.3, text: story.word() };
    const { body } = await actor.run('RemarkCreate', memo);
    const id = madeId(body['remark']);
    story.memos.set(id, { id, ...memo });
  },
  async rejot(story, actor) {
    const old = pick(story, story.memos);
    if (!old) return;
    const { random } = story;
    const memo = { id: old.id, team: random.pick(TEAMS), open: random.fraction() < 0.5, text: story.word() };
    await actor.run('RemarkUpdate', memo);
    story.memos.set(old.id, memo);
  },
  async hoard(story, actor) {
    await actor.run('VaultCreate', { id: story.key(), text: story.word() });
  },
};

function madeId(rows: unknown): number {
  const [made] = rows as { id: number }[];
  if (!made) throw new Error('not made');
  return made.id;
}

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
          expect([where, holds(victim)]).toEqual([where, story.view(session)]);
          reader.seen = new Set(after.keys);
        }
      }
    }
    expect(world.opened.reported).toEqual([]);
  });

  test('[SYNC-13] a rule that was tightened holds from the next byte on', async () => {
    const world = await openWorld();
    const [ann, eve] = [world.join(user(1)), world.join(user(2))];
    await ann.run('createPost', { title: 'word-0-', content: 'c', published: true });
    eve.connect();
    await eve.catchUp();
    await ann.run('createPost', { title: 'word-1-', content: 'c', published: true });
    expect(eve.takeBytes()).toContain('word-1-');
    const tightened = demoSources.map(({ path, source }) => ({
      path,
      source: source.replace(
        '{ authorUserId == Session.userId || published == True }',
        '{ authorUserId == Session.userId }',
      ),
    }));
    expect(world.opened.server.control.changeProject(tightened)).toMatchObject({ ok: true });
    await ann.run('updatePost', { id: 1, title: 'word-2-', content: 'c' });
    await ann.run('createPost', { title: 'word-3-', content: 'c', published: true });
    eve.listen();
    expect(eve.replica.gap).toBe(true);
    await eve.catchUp();
    expect(eve.takeBytes()).not.toMatch(WORD);
    expect(eve.replica.rows('posts')).toEqual([]);
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

describe('a table that was empty when it was caught up', () => {
  test.each(['deletePost', 'publishPost'])(
    '[SYNC-7] a row heard live and lost while away by %s is gone after catching up',
    async (query) => {
      const world = await openWorld();
      const [ann, eve] = [world.join(user(1)), world.join(user(2))];
      eve.connect();
      await eve.catchUp();
      await ann.run('createPost', { title: 't', content: 'c', published: true });
      eve.listen();
      expect(eve.replica.rows('posts')).toHaveLength(1);
      eve.disconnect();
      await ann.run(query, query === 'deletePost' ? { id: 1 } : { id: 1, published: false });
      eve.connect();
      await eve.catchUp();
      expect((await eve.run('listPosts', {})).body).toEqual({ post: [] });
      expect(eve.replica.rows('posts')).toEqual([]);
    },
  );
});
