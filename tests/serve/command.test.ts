// The process `npm run serve`: its command line, what it prints, how it ends.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../workers/serve-options.ts';
import { runServe, startServe, toAnswer } from './process.ts';

describe('the command line', () => {
  const memory = { kind: 'memory' };
  const file = (path: string) => ({ kind: 'file', path });
  const service = (address: string) => ({ kind: 'service', address });
  const defaults = {
    port: 4180,
    schema: null,
    database: file('pyre-sync.db'),
    seed: 1,
    empty: false,
    origins: [],
    devLogin: false,
  };

  test.each([
    [[], {}],
    [['--port', '0'], { port: 0 }],
    [['--port=65535'], { port: 65_535 }],
    [
      ['--schema', 'my/project', '--seed', '4294967295'],
      { schema: 'my/project', seed: 4_294_967_295, database: memory },
    ],
    [['--empty', '--dev-login'], { empty: true, devLogin: true, database: memory }],
    [['--dev-sessions'], { devLogin: true }],
    [['--memory'], { database: memory }],
    [['--database', 'data/mine.db', '--seed', '2'], { database: file('data/mine.db'), seed: 2 }],
    [['--database', 'libsql://mine.turso.io'], { database: service('libsql://mine.turso.io') }],
    [['--database', 'http://localhost:8080/', '--empty'], { database: service('http://localhost:8080'), empty: true }],
    [
      ['--origin', 'https://example.org', '--origin', 'http://localhost:5173/'],
      { origins: ['https://example.org', 'http://localhost:5173'] },
    ],
  ])('%j is taken', (args, expected) => {
    expect(parseCommand(args)).toEqual({ type: 'serve', options: { ...defaults, ...expected } });
  });

  test.each([[['--help']], [['-h']], [['--port', '0', '--help']]])('%j asks for help', (args) => {
    expect(parseCommand(args)).toEqual({ type: 'help' });
  });

  test.each([
    [['--port', 'abc'], /--port .* 0 to 65535; 'abc'/],
    [['--port', '65536'], /--port .* '65536'/],
    [['--port=-1'], /--port .* '-1'/],
    [['--port', '1e3'], /--port .* '1e3'/],
    [['--port='], /--port .* ''/],
    [['--port'], /--port/],
    [['--seed', '1.5'], /--seed .* '1.5'/],
    [['--seed', '4294967296'], /--seed/],
    [['--database', 'mine.db', '--memory'], /--memory .* --database/],
    [['--database='], /--database .* none/],
    [['--database', 'file:///mine.db'], /--database .* libsql:\/\/, https:\/\/ or http:\/\/, and found file:\/\/\./],
    [['--database', 'wss://mine.turso.io'], /--database .* found wss:\/\/\./],
    [['--database', 'http://:0:0'], /--database .* such as libsql:\/\/name\.turso\.io/],
    [['--database', 'libsql://mine.turso.io?authToken=s3cr3t'], /^(?!.*s3cr3t).*--database .* LIBSQL_AUTH_TOKEN/],
    [['--database', 'https://me:s3cr3t@mine.turso.io'], /^(?!.*s3cr3t).*--database .* LIBSQL_AUTH_TOKEN/],
    [['--database', 'libsql://mine.turso.io', '--memory'], /--memory .* --database/],
    [['--origin', 'example.org'], /--origin .* 'example.org'/],
    [['--origin', 'https://example.org/page'], /--origin .* 'https:\/\/example.org\/page'/],
    [['--fast'], /--fast/],
    [['folder'], /folder/],
    [['--empty=yes'], /--empty/],
  ])('%j is a mistake, named', (args, message) => {
    expect(parseCommand(args)).toMatchObject({ type: 'mistake', message: expect.stringMatching(message) });
  });
});

describe('the process', () => {
  test('a mistake ends it with 2 and the usage', async () => {
    const { code, stdout, stderr } = await runServe('--port', 'abc');
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/--port takes a whole number[\s\S]*Usage: /);
  });

  test('--help prints the usage and ends with 0', async () => {
    const { code, stdout, stderr } = await runServe('--help');
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/Usage: [\s\S]*--dev-login/);
  });

  test('a folder without a schema is named', async () => {
    const { code, stderr } = await runServe('--schema', '/nowhere/at/all');
    expect([code, stderr]).toEqual([1, expect.stringContaining('There is no /nowhere/at/all/schema.pyre')]);
  });

  test('a port that is taken is named', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const address = taken.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const { code, stdout, stderr } = await runServe('--port', port);
    taken.close();
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toBe('Something listens on that port already: choose another --port, or 0 for any.\n');
  });

  test('a schema with errors is refused: rendered diagnostics, exit code 1', async () => {
    await withProject(
      {
        'schema.pyre':
          'session {\n    userId Int\n}\n\nrecord Post {\n    @allow(*) { True }\n\n    id Int @id\n    author Writer\n}\n',
      },
      async (folder) => {
        const { code, stdout, stderr } = await runServe('--port', '0', '--schema', folder);
        expect([code, stdout]).toEqual([1, '']);
        expect(stderr).toContain('schema.pyre');
        expect(stderr).toContain('Writer');
      },
    );
  });

  test.each(['SIGINT', 'SIGTERM'] as const)('one line says where it listens; %s ends it with 0', async (signal) => {
    const serving = await startServe();
    expect((await fetch(`${serving.url}/schema`)).status).toBe(200);
    const { code, stdout, stderr } = await serving.stop(signal);
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: `Listening on ${serving.url}\n`, stderr: '' });
  });

  test('the same signal twice stops it as gracefully as once', async () => {
    const serving = await startServe();
    void serving.stop('SIGINT');
    expect((await serving.stop('SIGINT')).code).toBe(0);
  });

  test('another project is served as the demo is', async () => {
    const files = {
      'schema.pyre':
        'session {\n    userId Int\n}\n\nrecord Note {\n    @allow(*) { True }\n\n    id   Int    @id\n    text String\n}\n',
      'queries/notes.pyre': 'query Notes {\n    note {\n        id\n        text\n    }\n}\n',
    };
    await withProject(files, async (folder) => {
      const serving = await startServe('--schema', folder);
      const { body } = await toAnswer(await fetch(`${serving.url}/schema`));
      const queries = (await (await fetch(`${serving.url}/queries`)).json()) as { name: string }[];
      await serving.stop();
      expect(body).toMatchObject({ tables: [{ record: 'Note' }] });
      expect(queries.map((query) => query.name)).toContain('Notes');
    });
  });
});

/** A project folder for one test. */
async function withProject(
  files: Readonly<Record<string, string>>,
  use: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'pyre-project-'));
  try {
    await mkdir(join(folder, 'queries'));
    for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
    await use(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}
