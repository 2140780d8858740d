// A project that uses every type of the language, and one row of it.
import type { JsonObject } from '../../src/base/json.ts';

const schema = `session {
    userId Int
    scope  Scope
    teams  Json<List<Int>>?
}

type Scope
   = Everything
   | Only { shelf Int }

type State
   = Idle
   | Failed { code Int, at DateTime?, why Reason }

type Reason
   = Unknown
   | Said { text String }

type Level
   = Low
   | High

record Thing {
    @allow(query) { team in Session.teams || shelf == Session.scope.Only.shelf || owner == Session.userId }
    @allow(insert, update, delete) { owner == Session.userId }

    id     Id.Uuid @id
    owner  Int
    team   Int
    shelf  Int
    state  State
    level  Level
    score  Float
    done   Bool?
    due    DateTime?
    day    Date
    tags   Json<List<String>>
    extra  Json?

    parts @link(Part.thing)
}

record Part {
    @public

    id    Id.Int @id
    thing Thing.id
    label String

    of @link(thing, Thing.id)
}

record Secret {
    @allow(*) { False }

    id   Int    @id
    text String
}
`;

const queries = `query Things {
    thing {
        *
        parts {
            label
        }
    }
}

insert AddPart($thing: Thing.id, $label: String) {
    part {
        thing = $thing
        label = $label
        id
    }
}
`;

export const zooSources = [
  { path: 'schema.pyre', source: schema },
  { path: 'queries.pyre', source: queries },
];

export const everything: JsonObject = {
  id: 'a-1',
  owner: 1,
  team: 5,
  shelf: 9,
  state: { _type: 'Failed', code: 7, at: '2024-05-01T12:00:00Z', why: { _type: 'Said', text: 'tired "quotes"' } },
  level: 'High',
  score: 1.5,
  done: null,
  due: '2024-05-01T14:00:00+02:00',
  day: '2024-02-29',
  tags: ['a', 'ü "b"', '$id'],
  extra: { deep: [{ true: true, null: null, number: 0.1 }] },
};
