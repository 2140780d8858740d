// Projects of several namespaces: a folder below `schema/` is one, and names across them are written out.
import { describe, expect, test } from 'vitest';
import { testEngine } from '../load-engine.ts';
import { places } from './sources.ts';

const auth = {
  path: 'schema/Auth/user.pyre',
  source: 'record User {\n    @public\n    id Id.Uuid @id\n    posts @link(Blog.Post.authorId)\n}\n',
};
const blog = (user: string) => ({
  path: 'schema/Blog/post.pyre',
  source: `record Post {\n    @public\n    id Id.Int @id\n    authorId ${user}.id\n    author @link(authorId, ${user}.id)\n}\n`,
});

const check = async (...sources: { path: string; source: string }[]): Promise<string[]> =>
  places((await testEngine()).check(sources));

describe('a record of another namespace', () => {
  test('is named with its namespace', async () => {
    expect(await check(auth, blog('Auth.User'))).toEqual([]);
  });

  test('is not found without', async () => {
    expect(await check(auth, blog('User'))).toEqual(['LinkToUnknownTable 5:5']);
  });

  test('may be read along, but not written along', async () => {
    const read = 'query Q {\n    post {\n        id\n        author {\n            id\n        }\n    }\n}\n';
    const write = 'delete D {\n    post { id }\n    user { id }\n}\n';
    expect(await check(auth, blog('Auth.User'), { path: 'queries/a.pyre', source: read })).toEqual([]);
    expect(await check(auth, blog('Auth.User'), { path: 'queries/a.pyre', source: write })).toEqual([
      'MultipleSchemaWrites 1:8',
    ]);
  });
});

test('a folder in small letters is refused', async () => {
  expect(
    await check({ ...auth, path: 'schema/auth/user.pyre', source: 'record A {\n    @public\n    id Int @id\n}\n' }),
  ).toEqual(['InvalidNamespace 1:1']);
});

test('the session may have a file of its own', async () => {
  const session = { path: 'session.pyre', source: 'session {\n    userId Int\n}\n' };
  const schema = {
    path: 'schema.pyre',
    source: 'record A {\n    @allow(*) { id == Session.userId }\n    id Int @id\n}\n',
  };
  expect(await check(session, schema)).toEqual([]);
});
