// Schema and queries of the project of rules.

export const SCHEMA = `session {
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

export const QUERIES = `insert AddUser($name: String?) {
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

export const TAG = `record Tag {
    @allow(query) { label != Session.role }
    @allow(insert, update, delete) { True }

    id    Int     @id
    label String?
}

`;

/** Queries that only the larger schema has. */
export const TAG_QUERIES = `
insert AddTag($label: String?) {
    tag {
        label = $label
        id
    }
}

delete DropTag($id: Int) {
    tag {
        @where { id == $id }

        id
    }
}

update PinPost($id: Int, $pinned: Bool) {
    post {
        @where { id == $id }

        pinned = $pinned
        id
    }
}
`;
