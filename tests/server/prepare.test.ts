// A project that was compiled before the visit: served by the core of the engine as by the whole of it.
import { readdirSync, readFileSync } from 'node:fs';
import { beforeEach, describe, expect, test } from 'vitest';
import type { PreparedProject } from '../../src/engine/prepared.ts';
import { isPrepared } from '../../src/engine/prepared.ts';
import type { SourceFile } from '../../src/protocol/control.ts';
import { prepareProject } from '../../src/server/prepare.ts';
import { starterSession } from '../../src/world/starter-session.ts';
import { testCore, testEngine, wholeModule } from '../engine/load-engine.ts';
import { demoSources, openServer, type Opened } from './open-server.ts';
import { testStorage } from './open-storage.ts';

const examples = new URL('../../schema/examples/', import.meta.url);

function sourcesOf(name: string): readonly SourceFile[] {
  const root = new URL(`${name}/`, examples);
  const paths = ['schema.pyre', ...readdirSync(new URL('queries/', root)).map((file) => `queries/${file}`)];
  return paths.map((path) => ({ path, source: readFileSync(new URL(path, root), 'utf8') }));
}

const projects: Readonly<Record<string, readonly SourceFile[]>> = {
  demo: demoSources,
  ...Object.fromEntries(readdirSync(examples).map((name) => [name, sourcesOf(name)])),
};

/** As it comes out of a file. */
async function prepared(sources: readonly SourceFile[]): Promise<PreparedProject> {
  const made = await prepareProject(await wholeModule(), await testStorage(), sources);
  if (!made.ok) throw new Error(made.diagnostics[0]?.rendered);
  return JSON.parse(JSON.stringify(made.value)) as PreparedProject;
}

async function ask(opened: Opened, path: string, body?: unknown): Promise<unknown> {
  const asked = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return (await opened.server.handler.fetch(new Request(`http://in.tab${path}`, asked))).json();
}

/** All that a server says to its first users. */
async function said(opened: Opened): Promise<unknown> {
  const schema = (await ask(opened, '/schema')) as Parameters<typeof starterSession>[0];
  const answers: unknown[] = [schema, await ask(opened, '/queries')];
  for (let number = 1; number <= 4; number++) {
    const session = starterSession(schema, number);
    const issued = session && opened.server.control.issueSession(session);
    if (!issued?.ok) throw new Error('no session');
    const path = `/sync?sessionId=${issued.value.sessionId}`;
    answers.push(session, await ask(opened, path, { syncCursor: { tables: {} }, pageSize: 5 }));
  }
  return answers;
}

describe.each(Object.entries(projects))('%s', (_name, sources) => {
  let project: PreparedProject;
  beforeEach(async () => {
    project = await prepared(sources);
  });

  test('is served alike', async () => {
    const core = await openServer({ engine: await testCore(project), sources, empty: false });
    const whole = await openServer({ engine: await testEngine(), sources, empty: false });
    expect(await said(core)).toEqual(await said(whole));
    expect([...core.reported, ...whole.reported]).toEqual([]);
  });

  test('goes on from what was kept', async () => {
    const first = await openServer({ engine: await testCore(project), sources, empty: false });
    const kept = { snapshot: first.server.snapshot(), records: [] };
    const second = await openServer({ engine: await testCore(project), sources, kept });
    expect(await said(second)).toEqual(await said(first));
  });

  test('is known to the letter', () => {
    expect(isPrepared(project, structuredClone(sources))).toBe(true);
    const [first, ...rest] = sources;
    expect(isPrepared(project, [{ path: first?.path ?? '', source: `${first?.source} ` }, ...rest])).toBe(false);
    expect(isPrepared(project, rest)).toBe(false);
  });
});

test('a project with errors is told', async () => {
  const sources = [{ path: 'schema.pyre', source: 'record {' }];
  expect(await prepareProject(await wholeModule(), await testStorage(), sources)).toMatchObject({
    ok: false,
    diagnostics: [{ path: 'schema.pyre' }],
  });
});
