// The project that simulations run: rules over owner, flag, role and nulls; integer and text keys; oracles written by hand.
import type { JsonValue } from '../../src/base/json.ts';
import type { SourceFile } from '../../src/protocol/control.ts';
import type { Row } from '../../src/protocol/rows.ts';
import type { SessionValues } from '../../src/protocol/session.ts';

const SCHEMA = `session {
    userId Int
    role   String
}

record User {
    @allow(query) { Or(id == Session.userId, Session.role == "editor") }
    @allow(insert, update, delete) { True }

    id   Int     @id
    name String?

    posts @link(Post.authorUserId)
}

record Post {
    @allow(query) { authorUserId == Session.userId || published == True }
    @allow(insert, update, delete) { True }
    @timestamps

    id           Int    @id
    title        String
    authorUserId Int
    published    Bool   @default(False)

    author @link(authorUserId, User.id)
}

record Note {
    @allow(query) { Or(ownerId == Session.userId, audience == Session.role) }
    @allow(insert, update, delete) { True }

    id       Id.Uuid @id
    body     String
    ownerId  Int?
    audience String?
}

record Secret {
    @allow(query) { Session.role == "editor" }
    @allow(insert, update, delete) { True }

    id   Int    @id
    text String
}

record Diary {
    @allow(*) { ownerId == Session.userId }

    id      Int    @id
    text    String
    ownerId Int
}
`;

const QUERIES = `insert AddUser($name: String?) {
    user {
        name = $name
        id
    }
}

insert AddAuthor($name: String?, $title: String, $published: Bool) {
    user {
        name  = $name
        id
        posts {
            title     = $title
            published = $published
            id
        }
    }
}

update NameUser($id: Int, $name: String?) {
    user {
        @where { id == $id }

        name = $name
        id
    }
}

insert AddPost($title: String, $authorUserId: Int, $published: Bool) {
    post {
        title        = $title
        authorUserId = $authorUserId
        published    = $published
        id
    }
}

update EditPost($id: Int, $title: String) {
    post {
        @where { id == $id }

        title = $title
        id
    }
}

update PublishPost($id: Int, $published: Bool) {
    post {
        @where { id == $id }

        published = $published
        id
    }
}

update GivePost($id: Int, $authorUserId: Int) {
    post {
        @where { id == $id }

        authorUserId = $authorUserId
        id
    }
}

update PublishAll($authorUserId: Int, $published: Bool) {
    post {
        @where { authorUserId == $authorUserId }

        published = $published
        id
    }
}

delete DropPost($id: Int) {
    post {
        @where { id == $id }

        id
    }
}

delete DropPosts($authorUserId: Int) {
    post {
        @where { authorUserId == $authorUserId }

        id
    }
}

insert AddNote($id: Note.id, $body: String, $ownerId: Int?, $audience: String?) {
    note {
        id       = $id
        body     = $body
        ownerId  = $ownerId
        audience = $audience
    }
}

update MoveNote($id: Note.id, $ownerId: Int?, $audience: String?) {
    note {
        @where { id == $id }

        ownerId  = $ownerId
        audience = $audience
        id
    }
}

update RekeyNote($id: Note.id, $newId: Note.id, $ownerId: Int?) {
    note {
        @where { id == $id }

        id      = $newId
        ownerId = $ownerId
    }
}

delete DropNote($id: Note.id) {
    note {
        @where { id == $id }

        id
    }
}

insert AddSecret($text: String) {
    secret {
        text = $text
        id
    }
}

delete DropSecret($id: Int) {
    secret {
        @where { id == $id }

        id
    }
}

insert AddDiary($text: String) {
    diary {
        text    = $text
        ownerId = Session.userId
        id
    }
}

update EditDiary($id: Int, $text: String) {
    diary {
        @where { id == $id }

        text = $text
        id
    }
}
`;

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
];
export const VARIANTS = CHANGES.length;

/** The sources of a variant. */
export function sourcesOf(variant: number): readonly SourceFile[] {
  const changes = CHANGES[variant] ?? [];
  const schema = changes.reduce((text, [before, after]) => text.replace(before, after), SCHEMA);
  return [
    { path: 'schema.pyre', source: schema },
    { path: 'queries/all.pyre', source: QUERIES },
  ];
}

/** Which variant has these sources. */
export function variantOf(sources: readonly SourceFile[]): number {
  const schema = sources.find(({ path }) => path === 'schema.pyre')?.source;
  return CHANGES.findIndex((_changes, variant) => sourcesOf(variant)[0]?.source === schema);
}

/** A table's rule twice more, written by hand: on a row, and as SQL over $userId and $role. */
export interface TableOracle {
  readonly name: string;
  readonly columns: readonly string[];
  readonly sees: (row: Row, session: SessionValues) => boolean;
  readonly where: string;
}

const equal = (left: JsonValue | undefined, right: JsonValue | undefined): boolean =>
  left !== null && left !== undefined && left === right;

export const tables: readonly TableOracle[] = [
  {
    name: 'users',
    columns: ['id', 'name'],
    sees: (row, session) => equal(row['id'], session['userId']) || session['role'] === 'editor',
    where: `id = $userId or $role = 'editor'`,
  },
  {
    name: 'posts',
    columns: ['id', 'title', 'authorUserId', 'published', 'createdAt', 'updatedAt'],
    sees: (row, session) => equal(row['authorUserId'], session['userId']) || row['published'] === 1,
    where: 'authorUserId = $userId or published = 1',
  },
  {
    name: 'notes',
    columns: ['id', 'body', 'ownerId', 'audience'],
    sees: (row, session) => equal(row['ownerId'], session['userId']) || equal(row['audience'], session['role']),
    where: 'ownerId = $userId or audience = $role',
  },
  {
    name: 'secrets',
    columns: ['id', 'text'],
    sees: (_row, session) => session['role'] === 'editor',
    where: `$role = 'editor'`,
  },
  {
    name: 'diaries',
    columns: ['id', 'text', 'ownerId'],
    sees: (row, session) => equal(row['ownerId'], session['userId']),
    where: 'ownerId = $userId',
  },
];

const ownNotesOnly: TableOracle = {
  name: 'notes',
  columns: ['id', 'body', 'ownerId', 'audience'],
  sees: (row, session) => equal(row['ownerId'], session['userId']),
  where: 'ownerId = $userId',
};
const publishedOnly: TableOracle = {
  name: 'posts',
  columns: ['id', 'title', 'authorUserId', 'published', 'createdAt', 'updatedAt'],
  sees: (row) => row['published'] === 1,
  where: 'published = 1',
};
const openSecrets: TableOracle = { name: 'secrets', columns: ['id', 'text'], sees: () => true, where: 'true' };
const OTHERS: readonly (readonly TableOracle[])[] = [[], [ownNotesOnly], [publishedOnly, openSecrets]];

/** The oracles of a variant. */
export function oraclesOf(variant: number): readonly TableOracle[] {
  return tables.map((oracle) => OTHERS[variant]?.find(({ name }) => name === oracle.name) ?? oracle);
}

export const ROLES = ['reader', 'editor'] as const;
/** Text keys that notes are inserted under, deleted from and inserted under again. */
export const NOTE_IDS = [1, 2, 3, 4, 5].map((digit) => `00000000-0000-4000-8000-00000000000${digit}`);
