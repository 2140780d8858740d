// Schemas and queries whose own names meet the names that we use inside: refused by name, or served without mixing them up.
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../src/base/json.ts';
import { openServer } from '../server/open-server.ts';
import { openWorld, sourcesOf, type HostileProject, type World } from './world.ts';

const project = (columns: string, before = '', queries = 'query Things {\n    thing {\n        *\n    }\n}\n') => ({
  schema: `session {
    userId Int
}

record Thing {
    ${before}
    @public

    id Int @id
    ${columns}
}
`,
  queries,
});

describe('names of ours', () => {
  test.each([
    ['a table of ours', project('x String', '@tablename("_pyre_sync")'), '_pyre_sync'],
    ['a temporary table of ours', project('x String', '@tablename("_pyre_changes")'), '_pyre_changes'],
    ["a table of SQLite's", project('x String', '@tablename("sqlite_sequence")'), 'sqlite_sequence'],
    ['a name that SQLite keeps to itself', project('x String', '@tablename("sqlite_x")'), 'sqlite_x'],
    ['the hidden stamp', project('_pyre_stamp Int'), '_pyre_stamp'],
    ['two columns that differ in case alone', project('aB String\n    ab String'), 'ab'],
    ['a column that differs from the key in case alone', project('iD String'), 'iD'],
  ])('%s is refused with a diagnostic that names it', async (_, each, name) => {
    const opened = openServer({ sources: sourcesOf(each) });
    // A refusal carries the rendered diagnostic with the source line; SQLite's own words would carry none.
    await expect(opened).rejects.toThrow(/schema\.pyre -+/);
    await expect(opened).rejects.toThrow(name);
  });

  test('two tables that differ in case alone are refused with a diagnostic', async () => {
    const { schema, queries } = project('x String');
    const twice = {
      schema: `${schema}\nrecord Other {\n    @tablename("Things")\n    @public\n\n    id Int @id\n}\n`,
      queries,
    };
    await expect(openServer({ sources: sourcesOf(twice) })).rejects.toThrow(/schema\.pyre -+/);
  });
});

/** The world; null when the sources are refused with a diagnostic, which is as good an end as any but mixing names up. */
async function openUnlessRefused(each: HostileProject): Promise<World | null> {
  try {
    return await openWorld(each);
  } catch (error) {
    expect(String(error)).toMatch(/\.pyre -+/);
    return null;
  }
}

async function thing(columns: string, args: JsonObject, update: JsonObject = {}) {
  const world = await openUnlessRefused(project(columns));
  if (!world) return null;
  const ann = world.join({ userId: 1 });
  const made = await ann.run('ThingCreate', args);
  expect(made.status).toBe(200);
  const changed = await ann.run('ThingUpdate', { id: 1, ...update });
  expect(changed.status).toBe(200);
  const [row] = (await ann.run('Things', {})).body['thing'] as unknown as JsonObject[];
  const { id: _, updatedAt: __, ...rest } = row ?? {};
  return rest;
}

describe('names inside', () => {
  test.each([
    ['session_userId Int', { session_userId: 5 }, {}],
    ['session_userId Int', { session_userId: 5 }, { session_userId: 6 }],
    ['x String\n    x__is_set Int', { x: 'a', x__is_set: 5 }, { x: 'b' }],
    ['x String\n    x__is_set Int', { x: 'a', x__is_set: 5 }, { x__is_set: 0 }],
    ['x String?\n    x__is_set Int?', { x: 'a' }, {}],
    ['x String\n    x__is_set Int', { x: 'a', x__is_set: 5 }, { x: 'b', x__is_set: 0 }],
    ['rowid Int\n    oid Int', { rowid: 5, oid: 6 }, { rowid: 7 }],
    ['pyre_after Int\n    pyre_page_size Int', { pyre_after: 5, pyre_page_size: 0 }, {}],
    ['select Int\n    order String', { select: 1, order: "'" }, { select: 2 }],
    ['new String\n    old String', { new: 'n', old: 'o' }, { new: 'm' }],
    ['key Int\n    stamp Int\n    image String', { key: 1, stamp: 2, image: 'i' }, { stamp: 3 }],
    ['rows Int\n    page Int\n    t String', { rows: 1, page: 2, t: 't' }, { page: 3 }],
  ])('the columns %j hold what they are given, or are refused', async (columns, args, update) => {
    const names = columns.split('\n').map((line) => line.trim().split(' ')[0] ?? '');
    const expected = Object.fromEntries(
      names.map((name) => [name, { ...(args as JsonObject), ...(update as JsonObject) }[name] ?? null]),
    );
    expect([expected, null]).toContainEqual(await thing(columns, args, update));
  });

  test('a parameter named like a session value is the argument, and the permission is still the session', async () => {
    const own = {
      schema: `session {
    userId Int
}

record Own {
    @allow(*) { ownerId == Session.userId }

    id      Int    @id
    ownerId Int
    text    String
}
`,
      queries: `query Find($session_userId: Int) {
    own {
        @where { id == $session_userId }

        text
    }
}
`,
    };
    const world = await openUnlessRefused(own);
    if (!world) return;
    const [ann, eve] = [world.join({ userId: 1 }), world.join({ userId: 2 })];
    await ann.run('OwnCreate', { ownerId: 1, text: 'first' });
    await ann.run('OwnCreate', { ownerId: 1, text: 'second' });
    expect((await eve.run('Find', { session_userId: 1 })).body).toEqual({ own: [] });
    expect((await ann.run('Find', { session_userId: 2 })).body).toEqual({ own: [{ text: 'second' }] });
  });

  test('an alias may begin with an underscore, and is answered', async () => {
    const queries = 'query Under {\n    _mine: thing {\n        _x: x\n    }\n}\n';
    const world = await openWorld(project('x String', '', queries));
    const ann = world.join({ userId: 1 });
    await ann.run('ThingCreate', { x: 'a' });
    expect((await ann.run('Under', {})).body).toEqual({ _mine: [{ _x: 'a' }] });
  });
});
