// Every door through which a hidden row might be read or changed: lists, links, filters, errors, answers of writes, catalogs.
import { beforeEach, describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { ask, demoSources, login, openServer, user, type Answered } from '../server/open-server.ts';
import { blindProject } from './schemas.ts';
import { openWorld, type Victim, type World } from './world.ts';

const SECRET = 'canary-7f3a';

let world: World;
let ann: Victim;
let eve: Victim;
let postId: number;

/** Ann (1) has a name, an e-mail and a draft; Eve (2) attacks. */
beforeEach(async () => {
  world = await openWorld();
  ann = world.join(user(1));
  eve = world.join(user(2));
  await ann.run('createUser', { name: `${SECRET} Ann`, email: `${SECRET}@example.org` });
  await eve.run('createUser', { name: 'Eve', email: 'eve@example.org' });
  const { body } = await ann.run('createPost', {
    title: `${SECRET} title`,
    content: `${SECRET} content`,
    published: false,
  });
  postId = idOf(body, 'post');
  eve.takeBytes();
});

function rowsOf(body: JsonObject, key: string): readonly JsonObject[] {
  return body[key] as unknown as readonly JsonObject[];
}

function idOf(body: JsonObject, key: string): number {
  return Number(rowsOf(body, key)[0]?.['id']);
}

async function annsRows(): Promise<unknown> {
  const [users, posts] = [await ann.run('listUsers', {}), await ann.run('listPosts', {})];
  return [users.body, posts.body];
}

describe('reading', () => {
  test.each([
    ['listPosts', {}],
    ['listUsers', {}],
    ['listUsersAndPosts', {}],
    ['getPost', { id: 1 }],
    ['publishPost', { id: 1, published: true }],
    ['updatePost', { id: 1, title: 'x', content: 'y' }],
    ['deletePost', { id: 1 }],
    ['PostUpdate', { id: 1 }],
    ['PostUpdate', { id: 1, authorUserId: 2 }],
    ['PostDelete', { id: 1 }],
    ['UserUpdate', { id: 1 }],
    ['UserUpdate', { id: 1, name: 'x' }],
    ['UserDelete', { id: 1 }],
  ])('[PERM-2] %s of %j tells Eve nothing and changes nothing', async (query, args) => {
    const before = await annsRows();
    const answer = await eve.run(query, args);
    expect(answer.status).toBe(200);
    await eve.catchUp();
    expect(eve.takeBytes()).not.toContain(SECRET);
    expect(await annsRows()).toEqual(before);
  });

  test('[PERM-2] a link to a hidden row is null, a list of hidden rows is empty', async () => {
    await ann.run('publishPost', { id: postId, published: true });
    const { body } = await eve.run('getPost', { id: postId });
    expect(rowsOf(body, 'post')).toMatchObject([{ title: `${SECRET} title`, authorUserId: 1, author: null }]);
    await ann.run('publishPost', { id: postId, published: false });
    expect(rowsOf((await eve.run('listUsersAndPosts', {})).body, 'user')).toMatchObject([{ id: 2, posts: [] }]);
  });

  test('[PERM-2] filters, sorting and links cannot be made an oracle', async () => {
    const oracles = `query ByTitle($title: String) {
    post {
        @where { title == $title }

        id
    }
}

query Above($title: String) {
    post {
        @where { title >= $title || authorUserId == 1 }
        @sort(content, Desc)

        id
        author {
            @where { email != null }

            id
            posts {
                title
            }
        }
    }
}
`;
    const { server } = await openServer({
      sources: [...demoSources, { path: 'queries/oracle.pyre', source: oracles }],
    });
    const [owner, stranger] = [login(server, user(1)), login(server, user(2))];
    const run = (session: string, query: string, args: object) =>
      ask(server, 'POST', `/db/${query}?sessionId=${session}`, args);
    await run(owner, 'createPost', { title: SECRET, content: SECRET, published: false });
    for (const title of [SECRET, '', 'a', "' or 1=1 --"]) {
      expect((await run(stranger, 'ByTitle', { title })).text).toBe('{"post":[]}');
      expect((await run(stranger, 'Above', { title })).text).toBe('{"post":[]}');
    }
    expect(rowsOf((await run(owner, 'ByTitle', { title: SECRET })).body, 'post')).toHaveLength(1);
  });

  test('ids tell nothing: a hidden row and no row are answered alike', async () => {
    for (const query of ['getPost', 'deletePost', 'PostUpdate', 'PostDelete', 'UserUpdate', 'UserDelete']) {
      const [hidden, absent] = [await eve.run(query, { id: 1 }), await eve.run(query, { id: 999 })];
      expect([hidden.status, hidden.text, [...hidden.headers]]).toEqual([
        absent.status,
        absent.text,
        [...absent.headers],
      ]);
    }
  });

  test('an e-mail in use is refused without a word of its row (that it is in use shows: a unique column tells that much)', async () => {
    const taken = await eve.run('createUser', { name: 'E', email: `${SECRET}@example.org` });
    expect([taken.status, taken.body]).toMatchObject([422, { error: { kind: 'InvalidInput' } }]);
    expect(eve.takeBytes()).not.toContain(SECRET);
    const mine = await eve.run('UserUpdate', { id: 2, email: `${SECRET}@example.org` });
    expect(mine.status).toBe(422);
    expect(eve.takeBytes()).not.toContain(SECRET);
    expect(rowsOf((await eve.run('listUsers', {})).body, 'user')).toMatchObject([{ email: 'eve@example.org' }]);
  });

  test.each(['/schema', '/queries'])('%s holds no rows', async (path) => {
    const { text } = await ask(world.opened.server, 'GET', path);
    expect(text).not.toContain(SECRET);
    expect(text).not.toMatch(/select |insert into|_pyre_/i);
  });
});

describe('writing', () => {
  test.each([2, 3])('[PERM-2] nobody writes in the name of user %d but that user', async (authorUserId) => {
    const row = { title: 'x', content: 'y', authorUserId, published: true };
    const made = await ann.run('PostCreate', row);
    expect([made.status, made.text]).toEqual([200, '{"post":[]}']);
    const given = await ann.run('PostUpdate', { id: postId, authorUserId });
    expect([given.status, given.text]).toEqual([200, '{"post":[]}']);
    expect(rowsOf((await ann.run('getPost', { id: postId })).body, 'post')).toMatchObject([{ authorUserId: 1 }]);
  });

  test('[SYNC-7] a row that its own update takes out of view is removed, and the answer is what may be told', async () => {
    const project = {
      schema: `session {
    userId Int
}

record Note {
    @allow(query) { open == True }
    @allow(insert, update, delete) { True }

    id   Int    @id
    open Bool
    text String
}
`,
      queries: `query Notes {
    note {
        *
    }
}
`,
    };
    const notes = await openWorld(project);
    const writer = notes.join({ userId: 1 });
    writer.connect();
    const { body } = await writer.run('NoteCreate', { open: true, text: 'x' });
    await writer.run('NoteUpdate', { id: idOf(body, 'note'), open: false });
    expect(writer.connection?.messages.at(-1)).toMatchObject({
      data: { all_affected_rows: [{ row: { id: 1 }, headers: ['id'], removed: true }] },
    });
    await writer.catchUp();
    expect(writer.replica.rows('notes')).toEqual([]);
  });

  test('a denied write moves no revision and tells nobody', async () => {
    ann.connect();
    const revision = ann.replica.revision;
    await eve.run('deletePost', { id: postId });
    await eve.run('PostUpdate', { id: postId, title: 'stolen' });
    ann.listen();
    expect([ann.replica.revision, ann.connection?.messages.length]).toEqual([revision, 1]);
  });
});

describe('writing where one may not read', () => {
  let boxes: World;
  let owner: Victim;
  let blind: Victim;
  beforeEach(async () => {
    boxes = await openWorld(blindProject);
    owner = boxes.join({ userId: 1 });
    blind = boxes.join({ userId: 2 });
    await owner.run('BoxCreate', { ownerId: 1, secret: SECRET, label: 'l' });
    blind.connect();
    blind.takeBytes();
  });

  const reads: readonly (readonly [string, JsonObject])[] = [
    ['BoxUpdate', { id: 1 }],
    ['BoxUpdate', { id: 1, label: 'mine' }],
    ['Relabel', { id: 1, label: 'mine' }],
    ['Throw', { id: 1 }],
  ];
  test.each(reads)('[PERM-2] the answer of %s %j shows nothing that may not be queried', async (query, args) => {
    await blind.run(query, args);
    await blind.catchUp();
    expect(blind.takeBytes()).not.toContain(SECRET);
  });

  test('[PERM-2] an update cannot be made an oracle over columns that may not be queried', async () => {
    const [wrong, right] = [
      await blind.run('Guess', { secret: 'wrong' }),
      await blind.run('Guess', { secret: SECRET }),
    ];
    expect(right.text).toBe(wrong.text);
  });
});

test('[HTTP-6] no failure tells SQL, a path or a stack', async () => {
  const bodies = ['', '[]', 'null', '{', '{"id":', '{"id":{}}', '{"id":"x"}', '{"id":1e999}', '{"nope":1}'];
  const answers: Answered[] = [];
  for (const path of [
    '/sync',
    '/db/getPost',
    '/db/nope',
    '/db/PostUpdate',
    '/db/createUser',
    '/login',
    '/nowhere',
    '/db/%E0%A4%A',
    '/db/%00',
    '/db/',
    '/db/a/b',
  ]) {
    for (const body of bodies) answers.push(await eve.ask(path, body));
  }
  expect(answers.filter(({ status }) => status >= 500).map(({ text }) => text)).toEqual([]);
  for (const { status, text, body } of answers) {
    if (status >= 400) expect(Object.keys(body)).toEqual(['error']);
    expect(text).not.toMatch(/select |insert into|sqlite|\.ts\b|node_modules|\n\s+at /i);
  }
  expect(world.opened.reported).toEqual([]);
});
