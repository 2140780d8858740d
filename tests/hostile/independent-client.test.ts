// A client that knows the protocol's text and nothing of ours, against the real process, through a few hundred random steps.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import { seededRandom, type Random } from '../../src/base/random.ts';
import { objectAt, Replica } from './replica.ts';
import { Line, logIn, post, request, serve, type Reply, type Serving } from './serving.ts';

const SEED = 20_261;
const STEPS = 320;
const PAGE_SIZE = 3;
const USERS = 6;

interface User {
  readonly id: number;
  readonly name: string | null;
  readonly email: string | null;
}
interface Post {
  readonly id: number;
  readonly title: string;
  readonly content: string;
  readonly authorUserId: number;
  readonly published: boolean;
}

/** As a wire row tells it: Bool as 0 or 1. */
const stored = ({ published, ...rest }: Post) => ({ ...rest, published: Number(published) });

const shape = ({ id, title, content }: JsonObject): JsonValue => [id ?? null, title ?? null, content ?? null];

/** What the database should hold, and the demo's rule of who may see it. */
class Model {
  readonly users = new Map<number, User>();
  readonly posts = new Map<number, Post>();

  view(userId: number): { users: unknown[]; posts: unknown[] } {
    const users = [...this.users.values()].filter(({ id }) => id === userId);
    const posts = [...this.posts.values()].filter((post) => post.authorUserId === userId || post.published);
    return { users: sorted(users), posts: sorted(posts.map(stored)) };
  }
}

function sorted<Row extends { readonly id: number }>(rows: readonly Row[]): Row[] {
  return rows.toSorted((left, right) => left.id - right.id);
}

function only(row: JsonObject, names: readonly string[]): { readonly id: number } {
  return Object.fromEntries(names.map((name) => [name, row[name]])) as unknown as { readonly id: number };
}

const KEYS = new Map([
  ['users', 'id'],
  ['posts', 'id'],
]);

/** Connects, catches up in small pages, listens, asks. */
class Client {
  readonly replica = new Replica(KEYS);
  readonly url: string;
  readonly userId: number;
  sessionId = '';
  line: Line | null = null;

  constructor(url: string, userId: number) {
    this.url = url;
    this.userId = userId;
  }

  async logIn(): Promise<void> {
    this.sessionId = await logIn(this.url, { userId: this.userId, role: 'user' });
  }

  async connect(): Promise<void> {
    this.line = new Line(this.url, this.sessionId, (message) => this.replica.hear(message));
    await this.line.connected;
    await this.catchUp();
  }

  async disconnect(): Promise<void> {
    await this.line?.close();
    this.line = null;
  }

  async catchUp(between: () => Promise<unknown> = () => Promise.resolve()): Promise<readonly Reply[]> {
    const pages: Reply[] = [];
    this.replica.gap = false;
    for (let more = true; more;) {
      const page = await post(`${this.url}/sync?sessionId=${this.sessionId}`, {
        ...this.replica.body,
        pageSize: PAGE_SIZE,
      });
      if (page.status !== 200) throw new Error(page.text);
      more = this.replica.page(page.body);
      pages.push(page);
      if (more) await between();
    }
    return pages;
  }

  async run(query: string, args: JsonObject): Promise<readonly JsonObject[]> {
    const reply = await post(`${this.url}/db/${query}?sessionId=${this.sessionId}`, args);
    if (reply.status !== 200) throw new Error(`${query}: ${reply.text}`);
    return Object.values(reply.body)[0] as unknown as readonly JsonObject[];
  }

  async settle(): Promise<void> {
    await this.line?.settled();
    if (this.line && this.replica.gap) await this.catchUp();
  }

  held(): { users: unknown[]; posts: unknown[] } {
    return {
      users: sorted(this.replica.rows('users').map((row) => only(row, ['id', 'name', 'email']))),
      posts: sorted(
        this.replica.rows('posts').map((row) => only(row, ['id', 'title', 'content', 'authorUserId', 'published'])),
      ),
    };
  }
}

function idOf(rows: readonly JsonObject[]): number | null {
  const id = rows[0]?.['id'];
  return typeof id === 'number' ? id : null;
}

type Step = (random: Random, actor: Client, model: Model) => Promise<void>;

const STEPS_OF: Record<string, Step> = {
  async create(random, actor, model) {
    const draft = { title: `t${random.between(0, 9)}`, content: 'c', published: random.fraction() < 0.5 };
    const id = idOf(await actor.run('createPost', draft));
    if (id === null) throw new Error('not created');
    model.posts.set(id, { id, ...draft, authorUserId: actor.userId });
  },
  async publish(random, actor, model) {
    await change(random, actor, model, 'publishPost', { published: random.fraction() < 0.5 });
  },
  async rewrite(random, actor, model) {
    await change(random, actor, model, 'updatePost', { title: `u${random.between(0, 9)}`, content: 'd' });
  },
  async handOver(random, actor, model) {
    const post = pickPost(random, model);
    if (!post) return;
    const other = (actor.userId % USERS) + 1;
    expect(await actor.run('PostUpdate', { id: post.id, authorUserId: other })).toEqual([]);
  },
  async remove(random, actor, model) {
    const post = pickPost(random, model);
    if (!post) return;
    const gone = await actor.run('deletePost', { id: post.id });
    expect(idOf(gone)).toBe(post.authorUserId === actor.userId ? post.id : null);
    if (gone.length > 0) model.posts.delete(post.id);
  },
  async reinsert(random, actor, model) {
    const post = pickPost(random, model);
    if (post?.authorUserId !== actor.userId) return;
    await actor.run('deletePost', { id: post.id });
    model.posts.delete(post.id);
    const { id: _, authorUserId: __, ...values } = post;
    const id = idOf(await actor.run('createPost', values));
    if (id !== null) model.posts.set(id, { ...post, id });
  },
  async rename(random, actor, model) {
    const name = random.fraction() < 0.3 ? null : `n${random.between(0, 99)}`;
    const user = model.users.get(actor.userId);
    const target = random.fraction() < 0.3 ? (actor.userId % USERS) + 1 : actor.userId;
    const changed = await actor.run('UserUpdate', { id: target, name });
    expect(changed.length).toBe(target === actor.userId && user ? 1 : 0);
    if (changed.length > 0 && user) model.users.set(user.id, { ...user, name });
  },
};

function pickPost(random: Random, model: Model): Post | null {
  return model.posts.size === 0 ? null : random.pick([...model.posts.values()]);
}

/** A change to any post: only its author's goes through. */
async function change(
  random: Random,
  actor: Client,
  model: Model,
  query: string,
  values: Partial<Post> & JsonObject,
): Promise<void> {
  const post = pickPost(random, model);
  if (!post) return;
  const changed = await actor.run(query, { id: post.id, ...values });
  expect(idOf(changed)).toBe(post.authorUserId === actor.userId ? post.id : null);
  if (changed.length > 0) model.posts.set(post.id, { ...post, ...values });
}

type Mishap = (random: Random, client: Client) => Promise<void>;

/** What happens to clients rather than to rows. */
const MISHAPS: Record<string, Mishap> = {
  leave: (_, client) => client.disconnect(),
  async resume(_, client) {
    if (!client.line) await client.connect();
  },
  async secondSession(_, client) {
    await client.disconnect();
    await client.logIn();
    await client.connect();
  },
  async staleHash(_, client) {
    const entry = client.replica.cursor['posts'];
    if (!entry) return;
    client.replica.cursor['posts'] = { ...entry, permission_hash: 'of another time' };
    const [first] = await client.catchUp();
    expect(objectAt(first?.body, 'tables', 'posts')['resync']).toBe(true);
  },
  async oldCursor(_, client) {
    const entry = client.replica.cursor['posts'];
    if (entry) client.replica.cursor['posts'] = { ...entry, last_seen_updated_at: 1 };
    await client.catchUp();
  },
  async emptied(_, client) {
    client.replica.forget();
    await client.catchUp();
  },
};

let serving: Serving;
beforeAll(async () => {
  serving = await serve('--dev-login', '--empty');
});
afterAll(() => serving.kill());

/** The users of the model, made by themselves. */
async function population(model: Model): Promise<Client[]> {
  const clients: Client[] = [];
  for (let userId = 1; userId <= USERS; userId++) {
    const client = new Client(serving.url, userId);
    await client.logIn();
    const values = { name: `user ${userId}`, email: `${userId}@example.org` };
    expect(idOf(await client.run('createUser', values))).toBe(userId);
    model.users.set(userId, { id: userId, ...values });
    clients.push(client, new Client(serving.url, userId));
  }
  for (const client of clients) await client.logIn();
  return clients;
}

describe('a client made from the text of the protocol', () => {
  test(`[SYNC-1] its cache is its view through ${STEPS} random steps, seed ${SEED}`, async () => {
    const random = seededRandom(SEED);
    const model = new Model();
    const clients = await population(model);
    for (const client of clients) await client.connect();
    for (let step = 0; step < STEPS; step++) {
      const name = random.pick(Object.keys(STEPS_OF));
      await STEPS_OF[name]?.(random, random.pick(clients), model);
      const mishap = random.fraction() < 0.25 ? random.pick(Object.keys(MISHAPS)) : '';
      await MISHAPS[mishap]?.(random, random.pick(clients));
      for (const client of clients) {
        await client.settle();
        if (client.line)
          expect([step, name, mishap, client.held()]).toEqual([step, name, mishap, model.view(client.userId)]);
      }
    }
    for (const client of clients) {
      if (!client.line) await client.connect();
      await client.settle();
      expect(client.held()).toEqual(model.view(client.userId));
      await client.disconnect();
    }
    expect(model.posts.size).toBeGreaterThan(PAGE_SIZE);
  });

  test('[SYNC-9] rows that change between the pages of one catch-up are neither lost nor doubled', async () => {
    const random = seededRandom(SEED + 1);
    const [writer, reader] = [new Client(serving.url, 50), new Client(serving.url, 51)];
    await writer.logIn();
    await reader.logIn();
    const ids: (number | null)[] = [];
    for (let index = 0; index < 14; index++)
      ids.push(idOf(await writer.run('createPost', { title: `p${index}`, content: 'x', published: true })));
    for (const live of [false, true]) {
      reader.replica.forget();
      if (live) await reader.connect();
      reader.replica.forget();
      await reader.catchUp(async () => {
        const id = random.pick(ids);
        const deed = random.pick(['hide', 'show', 'change']);
        if (deed === 'change') await writer.run('updatePost', { id, title: `q${random.between(0, 99)}`, content: 'y' });
        else await writer.run('publishPost', { id, published: deed === 'show' });
      });
      await reader.settle();
      const seen = await reader.run('listPosts', {});
      expect(
        sorted(reader.replica.rows('posts').map((row) => only(row, ['id', 'title', 'content']))).map((row) =>
          Object.values(row),
        ),
      ).toEqual(seen.map(shape));
    }
    await reader.disconnect();
  });

  test('[SYNC-12] another lifetime of the database voids cursor and session', async () => {
    const client = new Client(serving.url, 1);
    await client.logIn();
    await client.connect();
    const before = client.replica.body;
    await client.disconnect();
    const other = await serve('--dev-login', '--empty');
    expect(await new Line(other.url, client.sessionId).closed).toBe(4401);
    expect((await post(`${other.url}/sync?sessionId=${client.sessionId}`, before)).status).toBe(401);
    const sessionId = await logIn(other.url, { userId: 1, role: 'user' });
    const reset = await post(`${other.url}/sync?sessionId=${sessionId}`, before);
    expect([reset.status, reset.body['type']]).toEqual([200, 'reset']);
    expect(client.replica.page(reset.body)).toBe(true);
    expect(client.replica.rows('posts')).toEqual([]);
    const again = await post(`${other.url}/sync?sessionId=${sessionId}`, client.replica.body);
    expect(again.body).toMatchObject({ has_more: false });
    await other.kill();
  });

  test('[WS-1] [HTTP-5] what a stranger is told is enough to know every key', async () => {
    const line = new Line(serving.url, null);
    const { session } = await line.connected;
    expect(objectAt(session)).toMatchObject({ role: 'user' });
    const schema = await request(`${serving.url}/schema`);
    const tables = schema.body['tables'] as unknown as { name: string; primaryKey: string }[];
    expect(new Map(tables.map(({ name, primaryKey }) => [name, primaryKey]))).toEqual(KEYS);
    await line.close();
  });

  test('the process had nothing to complain of', () => {
    expect(serving.complaints()).toBe('');
  });
});
