// Every shipped project: free of errors, in the formatter's form, with rows to show and something to differ in.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { SourceFile } from '../../src/protocol/control.ts';
import { starterSession } from '../../src/world/starter-session.ts';
import { testEngine } from '../engine/load-engine.ts';
import { openServer, run } from '../server/open-server.ts';

const folder = new URL('../../schema/examples/', import.meta.url);
const names = readdirSync(folder);

function sourcesOf(name: string): readonly SourceFile[] {
  const root = new URL(`${name}/`, folder);
  const paths = ['schema.pyre', ...readdirSync(new URL('queries/', root)).map((file) => `queries/${file}`)];
  return paths.map((path) => ({ path, source: readFileSync(new URL(path, root), 'utf8') }));
}

/** Rows that each of the first six users may see, by table. */
async function views(name: string): Promise<readonly Readonly<Record<string, number>>[]> {
  const opened = await openServer({ sources: sourcesOf(name), empty: false });
  const schema = await opened.server.handler.fetch(new Request('http://in.tab/schema'));
  const { tables, ...rest } = (await schema.json()) as Parameters<typeof starterSession>[0];
  const answers = [];
  for (let number = 1; number <= 6; number++) {
    const session = starterSession({ tables, ...rest }, number);
    const issued = session && opened.server.control.issueSession(session);
    if (!issued?.ok) throw new Error(`no session for user ${number}: ${issued?.message}`);
    const response = await opened.server.handler.fetch(
      new Request(`http://in.tab/sync?sessionId=${issued.value.sessionId}`, {
        method: 'POST',
        body: JSON.stringify({ syncCursor: { tables: {} }, pageSize: 1000 }),
      }),
    );
    const page = (await response.json()) as { tables: Record<string, { rows: unknown[] }> };
    answers.push(Object.fromEntries(Object.entries(page.tables).map(([table, { rows }]) => [table, rows.length])));
  }
  expect(opened.reported).toEqual([]);
  return answers;
}

test('there are projects beside the demo', () => {
  expect(names).toEqual(['chat', 'deny-all', 'inventory']);
});

describe.each(names)('%s', (name) => {
  test('has no errors and is formatted', async () => {
    const engine = await testEngine();
    const sources = sourcesOf(name);
    expect(engine.check(sources)).toEqual([]);
    for (const file of sources) expect(engine.format(file, sources.slice(0, 1))).toBe(file.source);
  });

  test('is seeded: every table has rows', async () => {
    const { server } = await openServer({ sources: sourcesOf(name), empty: false });
    const schema = await (await server.handler.fetch(new Request('http://in.tab/schema'))).json();
    for (const table of (schema as { tables: { name: string }[] }).tables) {
      const contents = server.control.table(table.name, 1, 0);
      expect(contents.ok && contents.value.total, table.name).toBeGreaterThan(4);
    }
  });
});

test('chat: members see their channels, moderators see all', async () => {
  const [member, moderator] = await views('chat');
  expect(member?.['messages']).toBeGreaterThan(3);
  expect(moderator?.['messages']).toBeGreaterThan(member?.['messages'] ?? 0);
  expect(moderator?.['messages']).toBe(40);
});

test('stock room: each role sees another part', async () => {
  const [clerk, buyer, auditor] = await views('inventory');
  expect(clerk?.['suppliers']).toBe(0);
  expect(buyer?.['suppliers']).toBeGreaterThan(4);
  expect(buyer?.['goods']).toBeGreaterThan(clerk?.['goods'] ?? 0);
  expect(auditor?.['movements']).toBeGreaterThan(clerk?.['movements'] ?? 0);
});

test('rows read like what they are: channels, messages, goods, suppliers', async () => {
  const first = async (name: string, table: string, column: string) => {
    const { server } = await openServer({ sources: sourcesOf(name), empty: false });
    const contents = server.control.table(table, 20, 0);
    if (!contents.ok) throw new Error(contents.message);
    const at = contents.value.columns.indexOf(column);
    return contents.value.rows.map((row) => row[at]);
  };
  expect(await first('chat', 'channels', 'name')).toContain('general');
  expect(await first('chat', 'users', 'name')).toContainEqual(expect.stringMatching(/^Ada /));
  for (const text of await first('chat', 'messages', 'text')) expect(String(text).length).toBeLessThan(60);
  expect(await first('inventory', 'goods', 'sku')).toContain('kettle-1');
  expect(await first('inventory', 'goods', 'title')).toContain('Kettle');
  expect(await first('inventory', 'suppliers', 'name')).toContain('Fjord & Sons');
});

test('deny all: nobody sees anything, and nothing can be written', async () => {
  for (const view of await views('deny-all')) expect(Object.values(view).every((rows) => rows === 0)).toBe(true);
  const { server } = await openServer({ sources: sourcesOf('deny-all'), empty: false });
  const issued = server.control.issueSession({ userId: 1, role: 'admin' });
  const sessionId = issued.ok ? issued.value.sessionId : '';
  const answer = await run(server, sessionId, 'WriteNote', { title: 'x', secret: 'y' });
  expect(answer.body).toEqual({ note: [] });
});
