// A write whose row leaves its writer's view, over the real server: done, and told apart from one that was denied [PERM-2].
import { expect, test } from 'vitest';
import type { SourceFile } from '../../src/protocol/control.ts';
import { runAs } from '../../src/ui/query/runner.ts';
import type { World } from '../../src/world/world.ts';
import { meanwhile, servedWorld } from './served-world.ts';

/** Everybody may write every note, and see the open ones and those of their own. */
const sources: readonly SourceFile[] = [
  {
    path: 'schema.pyre',
    source: `session {
    userId Int
}

record Note {
    @allow(query) { owner == Session.userId || open == True }
    @allow(insert, update) { True }
    @allow(delete) { owner == Session.userId }

    id    Int  @id
    owner Int
    open  Bool
}
`,
  },
  {
    path: 'queries/note.pyre',
    source: `insert AddNote($owner: Int, $open: Bool) {
    note {
        owner = $owner
        open  = $open
        id
    }
}

update SetNote($id: Int, $open: Bool) {
    note {
        @where { id == $id }

        open = $open
        id
    }
}

delete DropNote($id: Int) {
    note {
        @where { id == $id }

        id
    }
}
`,
  },
];

const OPERATIONS = { AddNote: 'insert', SetNote: 'update', DropNote: 'delete' } as const;

async function stage() {
  const { world, settle } = await servedWorld({ sources, seed: 1, empty: true, starters: 1 });
  const client = world.view().clients[0];
  if (!client) throw new Error('there is a client');
  const run = async (name: keyof typeof OPERATIONS, args: Parameters<World['submit']>[2]) => {
    const query = { id: name, name, operation: OPERATIONS[name] };
    const { outcome } = await meanwhile(settle, runAs(world, client.id, { query, typed: null, args }));
    return outcome.kind;
  };
  return { run, mine: Number(client.session?.['userId']) };
}

test('each outcome is what it is', async () => {
  const { run, mine } = await stage();
  const other = mine + 1;
  expect(await run('AddNote', { owner: mine, open: false })).toBe('rows');
  expect(await run('AddNote', { owner: other, open: false })).toBe('rows');
  expect(await run('SetNote', { id: 2, open: false })).toBe('hidden');
  expect(await run('AddNote', { owner: other, open: true })).toBe('rows');
  expect(await run('SetNote', { id: 3, open: false })).toBe('hidden');
  expect(await run('SetNote', { id: 99, open: false })).toBe('nothing');
  expect(await run('DropNote', { id: 3 })).toBe('nothing');
  expect(await run('DropNote', { id: 1 })).toBe('rows');
});
