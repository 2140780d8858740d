// The demo project as it is shipped: writes are denied as well, and a column is unique.
import { readdirSync, readFileSync } from 'node:fs';
import type { Random } from '../../src/base/random.ts';
import type { SourceFile } from '../../src/protocol/control.ts';
import type { DrawnMutation, Keys, SimulatedProject, TableOracle } from './project.ts';

const folder = new URL('../../schema/', import.meta.url);
const read = (path: string): SourceFile => ({ path, source: readFileSync(new URL(path, folder), 'utf8') });
const queries = readdirSync(new URL('queries/', folder)).map((name) => read(`queries/${name}`));
const schema = read('schema.pyre').source;

function sourcesOf(source: string): readonly SourceFile[] {
  return [{ path: 'schema.pyre', source }, ...queries];
}

const users: TableOracle = {
  name: 'users',
  key: 'id',
  sees: (row, session) => row['id'] === session['userId'],
  where: 'id = $userId',
};
const posts: TableOracle = {
  name: 'posts',
  key: 'id',
  once: 'title',
  sees: (row, session) => row['authorUserId'] === session['userId'] || row['published'] === 1,
  where: 'authorUserId = $userId or published = 1',
};
const ownPosts: TableOracle = {
  ...posts,
  sees: (row, session) => row['authorUserId'] === session['userId'],
  where: 'authorUserId = $userId',
};

export const demoProject: SimulatedProject = {
  variants: [
    { sources: sourcesOf(schema), tables: [users, posts] },
    { sources: sourcesOf(schema.replace(' || published == True', '')), tables: [users, ownPosts] },
  ],
  drawSession: (random) => ({ userId: random.between(1, 4), role: random.pick(['user', 'admin']) }),
  drawMutation,
  drawInsert: (random, text) => ({
    query: 'CreatePost',
    args: { title: text, content: 'x', published: random.fraction() < 0.8 },
  }),
  touch: (keys, text) => ({ query: 'UpdatePost', args: { id: keys('posts'), title: text, content: text } }),
  remove: (keys) => ({ query: 'DeletePost', args: { id: keys('posts') } }),
  drawRekey: (random) => ({
    query: 'CreateUser',
    args: { name: 'Ada', email: `${random.pick(['ada', 'grace', 'linus'])}@example.com` },
  }),
};

function drawMutation(random: Random, keys: Keys, text: string): DrawnMutation {
  const published = random.fraction() < 0.6;
  const id = keys('posts');
  return random.pick<DrawnMutation>([
    { query: 'CreatePost', args: { title: text, content: text, published } },
    { query: 'CreatePost', args: { title: text, content: text, published } },
    { query: 'createPost', args: { title: text, content: '', published } },
    { query: 'CreateUser', args: { name: text, email: `${random.between(1, 9)}@example.com` } },
    { query: 'UpdatePost', args: { id, title: text, content: text } },
    { query: 'UpdatePost', args: { id, title: text, content: text } },
    { query: 'PublishPost', args: { id, published } },
    { query: 'PublishPost', args: { id, published } },
    { query: 'DeletePost', args: { id } },
  ]);
}
