// Projects that stretch the language where a leak or a loss would hide: text keys, nulls, unions, lists, documents, links.
import type { HostileProject } from './world.ts';

/** Values of every type, seen by everybody or by their owner alone. */
export const valuesProject: HostileProject = {
  schema: `session {
    userId Int
}

record Thing {
    @public

    id     Id.Uuid @id
    text   String
    other  String?
    whole  Int
    real   Float
    flag   Bool
    time   DateTime
    day    Date
    doc    Json?
    list   Json<List<String>>
    dict   Json<Dict<Float>>
    state  State
}

type State
   = Plain
   | Said { said String, count Int, amount Float? }
`,
  queries: `query Things($id: Thing.id) {
    thing {
        @where { id == $id }

        *
    }
}

query ByText($text: String) {
    thing {
        @where { text == $text }

        id
    }
}
`,
};

/** Rules over nullable columns, unions as columns, lists and variants of the session; text keys; links both ways. */
export const lettersProject: HostileProject = {
  schema: `session {
    userId Int
    team   String?
    groups Json<List<Int>>?
    rank   Float
    scope  Scope
}

type Scope
   = Everything
   | Only { shelf Int }

type State
   = Draft
   | Shared { withTeam String?, level Int }
   | Gone

record Letter {
    @allow(query) {
        Or(
            ownerId == Session.userId,
            team == Session.team,
            shelf == Session.scope.Only.shelf,
            state.Shared.withTeam == Session.team,
            groupId in Session.groups,
        )
    }
    @allow(insert, update, delete) { True }

    id      Id.Uuid @id
    ownerId Int
    team    String?
    shelf   Int?
    groupId Int?
    state   State
    body    Json

    lines @link(Line.letterId)
}

record Line {
    @allow(query) { And(score >= Session.rank, kind != "secret") }
    @allow(insert, update, delete) { True }

    id       Int @id
    letterId Letter.id
    score    Float?
    kind     String?
    text     String

    letter @link(letterId, Letter.id)
}

record Notice {
    @allow(query) { authorId != Session.userId }
    @allow(insert, update, delete) { True }

    id       Int @id
    authorId Int
    text     String
}

record Remark {
    @allow(query) { Or(open == True, team != Session.team) }
    @allow(insert, update, delete) { True }

    id   Int    @id
    team String?
    open Bool
    text String
}

record Vault {
    @allow(query) { False }
    @allow(insert, update, delete) { True }

    id   Id.Uuid @id
    text String
}
`,
  queries: `query Letters {
    letter {
        id
        body
        lines {
            id
            text
        }
    }
}

query Lines {
    line {
        id
        text
        letter {
            id
            body
        }
    }
}

query Vaults {
    vault {
        *
    }
}

update Flash($id: Letter.id, $shown: String, $hidden: String) {
    first: letter {
        @where { id == $id }

        team = $shown
        id
    }
    second: letter {
        @where { id == $id }

        team = $hidden
        id
    }
}

update Rekey($id: Letter.id, $to: Letter.id) {
    letter {
        @where { id == $id }

        id = $to
        ownerId
    }
}
`,
};

/** Names that JavaScript's objects know already, as columns, parameters, session fields and tables. */
export const namesProject: HostileProject = {
  schema: `session {
    userId      Int
    constructor String
    __proto__   String
}

record Odd {
    @tablename("constructor")
    @allow(query) { Or(toString == Session.constructor, __proto__ == Session.__proto__) }
    @allow(insert, update, delete) { True }

    id             Int @id
    toString       String
    __proto__      String
    hasOwnProperty Int?
}
`,
  queries: `query Odds {
    odd {
        id
        toString
        __proto__
        hasOwnProperty
    }
}
`,
};

/** Writing is allowed where reading is not: whoever may write blindly must not be shown what it wrote over. */
export const blindProject: HostileProject = {
  schema: `session {
    userId Int
}

record Box {
    @allow(query) { ownerId == Session.userId }
    @allow(insert, update, delete) { True }

    id      Int    @id
    ownerId Int
    secret  String
    label   String
}
`,
  queries: `update Relabel($id: Int, $label: String) {
    box {
        @where { id == $id }

        label = $label
        id
        secret
    }
}

update Guess($secret: String) {
    box {
        @where { secret == $secret }

        label = "found"
        id
    }
}

delete Throw($id: Int) {
    box {
        @where { id == $id }

        id
        secret
    }
}
`,
};
