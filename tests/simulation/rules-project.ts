// The project of rules: over owner, flag, role and nulls; integer and text keys; oracles written by hand.
import type { JsonObject, JsonValue } from '../../src/base/json.ts';
import type { Random } from '../../src/base/random.ts';
import type { SourceFile } from '../../src/protocol/control.ts';
import type { DrawnMutation, Keys, SimulatedProject, TableOracle } from './project.ts';
import { QUERIES, SCHEMA, TAG, TAG_QUERIES } from './rules-sources.ts';

/** The rules change while clients are connected: the first variant, and others with other query permissions. */
const CHANGES: readonly (readonly (readonly [string, string])[])[] = [
  [],
  [
    [
      '@allow(query) { Or(ownerId == Session.userId, audience == Session.role) }',
      '@allow(query) { ownerId == Session.userId }',
    ],
  ],
  [
    ['@allow(query) { authorUserId == Session.userId || published == True }', '@allow(query) { published == True }'],
    ['@allow(query) { Session.role == "editor" }', '@allow(query) { True }'],
  ],
  // A column and a table come; while there are rows in them, what would lose them again is refused.
  [
    ['    title        String\n', '    title        String\n    pinned       Bool   @default(False)\n'],
    ['record Diary {', `${TAG}record Diary {`],
  ],
  [
    ['    title        String\n', '    title        String\n    pinned       Bool   @default(False)\n'],
    ['published == True }', 'published == True || pinned == True }'],
    ['record Diary {', `${TAG}record Diary {`],
  ],
];

function sourcesOf(changes: readonly (readonly [string, string])[]): readonly SourceFile[] {
  const schema = changes.reduce((text, [before, after]) => text.replace(before, after), SCHEMA);
  return [
    { path: 'schema.pyre', source: schema },
    { path: 'queries/all.pyre', source: schema.includes(TAG) ? QUERIES + TAG_QUERIES : QUERIES },
  ];
}

const equal = (left: JsonValue | undefined, right: JsonValue | undefined): boolean =>
  left !== null && left !== undefined && left === right;

const users: TableOracle = {
  name: 'users',
  key: 'id',
  sees: (row, session) => equal(row['id'], session['userId']) || session['role'] === 'editor',
  where: `id = $userId or $role = 'editor'`,
};
const posts: TableOracle = {
  name: 'posts',
  key: 'id',
  once: 'title',
  sees: (row, session) => equal(row['authorUserId'], session['userId']) || row['published'] === 1,
  where: 'authorUserId = $userId or published = 1',
};
const publishedOnly: TableOracle = { ...posts, sees: (row) => row['published'] === 1, where: 'published = 1' };
const notes: TableOracle = {
  name: 'notes',
  key: 'id',
  sees: (row, session) => equal(row['ownerId'], session['userId']) || equal(row['audience'], session['role']),
  where: 'ownerId = $userId or audience = $role',
};
const ownNotesOnly: TableOracle = {
  ...notes,
  sees: (row, session) => equal(row['ownerId'], session['userId']),
  where: 'ownerId = $userId',
};
const secrets: TableOracle = {
  name: 'secrets',
  key: 'id',
  once: 'text',
  sees: (_row, session) => session['role'] === 'editor',
  where: `$role = 'editor'`,
};
const openSecrets: TableOracle = { ...secrets, sees: () => true, where: 'true' };
const diaries: TableOracle = {
  name: 'diaries',
  key: 'id',
  once: 'text',
  sees: (row, session) => equal(row['ownerId'], session['userId']),
  where: 'ownerId = $userId',
};

const pinnedToo: TableOracle = {
  ...posts,
  sees: (row, session) => posts.sees(row, session) || row['pinned'] === 1,
  where: `${posts.where} or pinned = 1`,
};
/** `!=` with a null: only where both sides are known do they differ; Pyre compares with `is not`. */
const tags: TableOracle = {
  name: 'tags',
  key: 'id',
  sees: (row, session) => row['label'] !== session['role'],
  where: 'label is not $role',
};

/** The oracles of each of `CHANGES`. */
const ORACLES: readonly (readonly TableOracle[])[] = [
  [users, posts, notes, secrets, diaries],
  [users, posts, ownNotesOnly, secrets, diaries],
  [users, publishedOnly, notes, openSecrets, diaries],
  [users, posts, notes, secrets, diaries, tags],
  [users, pinnedToo, notes, secrets, diaries, tags],
];

const ROLES = ['reader', 'editor'] as const;
/** Text keys that notes are inserted under, deleted from and inserted under again. */
const NOTE_IDS = [1, 2, 3, 4, 5].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);

export const rulesProject: SimulatedProject = {
  variants: CHANGES.map((changes, index) => ({ sources: sourcesOf(changes), tables: ORACLES[index] ?? [] })),
  drawSession: (random) => ({ userId: random.between(1, 4), role: random.pick(ROLES) }),
  drawMutation,
  drawInsert: (random, text) => ({
    query: 'AddPost',
    args: { title: text, authorUserId: random.between(1, 4), published: true },
  }),
  touch: (keys, text) => ({ query: 'EditPost', args: { id: keys('posts'), title: text } }),
  remove: (keys) => ({ query: 'DropPost', args: { id: keys('posts') } }),
  drawRekey: (random, keys) => ({
    query: 'RekeyNote',
    args: { id: keys('notes'), newId: random.pick(NOTE_IDS), ownerId: random.pick([null, 1, 2, 3, 4]) },
  }),
};

function drawMutation(random: Random, keys: Keys, text: string): DrawnMutation {
  const authorUserId = random.between(1, 4);
  const ownerId = random.pick([null, 1, 2, 3, 4]);
  const audience = random.pick([null, ...ROLES]);
  const published = random.fraction() < 0.5;
  const note = random.pick(NOTE_IDS);
  const post = keys('posts');
  const draws: readonly (readonly [string, JsonObject])[] = [
    ['AddUser', { name: random.pick([null, text]) }],
    ['AddAuthor', { name: text, title: text, published }],
    ['NameUser', { id: keys('users'), name: random.pick([null, text]) }],
    ['AddPost', { title: text, authorUserId, published }],
    ['AddPost', { title: text, authorUserId, published }],
    ['EditPost', { id: post, title: text }],
    ['PublishPost', { id: post, published }],
    ['PublishPost', { id: post, published }],
    ['GivePost', { id: post, authorUserId }],
    ['PublishAll', { authorUserId, published }],
    ['DropPost', { id: post }],
    ['DropPosts', { authorUserId }],
    ['AddNote', { id: note, body: text, ownerId, audience }],
    ['AddNote', { id: note, body: text, ownerId, audience }],
    ['MoveNote', { id: note, ownerId, audience }],
    ['DropNote', { id: note }],
    ['AddSecret', { text }],
    ['DropSecret', { id: keys('secrets') }],
    ['AddTag', { label: random.pick([null, text, ...ROLES]) }],
    ['DropTag', { id: keys('tags') }],
    ['PinPost', { id: post, pinned: published }],
    ['AddDiary', { text }],
    ['EditDiary', { id: keys('diaries'), text }],
  ];
  const [query, args] = random.pick(draws);
  return { query, args };
}
