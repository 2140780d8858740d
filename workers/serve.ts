// Entry of the Node process that serves a project over real HTTP and WebSocket: `npm run serve`. Wiring only.
import { realClock } from '../src/base/clock.ts';
import { freshSeed, machineSecrets, seededRandom } from '../src/base/random.ts';
import { loadEngine } from '../src/engine/load.ts';
import { serveNode } from '../src/network/node-host.ts';
import { createServer } from '../src/server/create.ts';
import type { Server } from '../src/server/server.ts';
import { StorageError } from '../src/server/storage.ts';
import { openDatabase, type OpenDatabase } from './serve-database.ts';
import { FileError, readEngine, readProject } from './serve-files.ts';
import { parseCommand, TOKEN_VARIABLE, USAGE, type ServeOptions } from './serve-options.ts';

/** Exit codes: something went wrong; the command line was wrong. */
const FAILED = 1;
const MISUSED = 2;

const command = parseCommand(process.argv.slice(2));
if (command.type === 'help') process.stdout.write(USAGE);
else if (command.type === 'mistake') stop(MISUSED, `${command.message}\n\n${USAGE}`);
else await serve(command.options).catch((error: unknown) => stop(FAILED, `${sentence(error)}\n`));

async function serve(options: ServeOptions): Promise<void> {
  const sources = await readProject(options.schema);
  const engine = await loadEngine(await readEngine());
  // An empty variable says as much as none.
  const token = process.env[TOKEN_VARIABLE] || null;
  const database = await openDatabase(options.database, { token, tell, ended });
  const created = createServer({
    ...options,
    sources,
    engine,
    storage: database.storage,
    journal: database.journal,
    clock: realClock,
    random: seededRandom(freshSeed()),
    secrets: machineSecrets,
    report,
  });
  if (!created.ok) {
    await database.close();
    database.storage.close();
    return stop(FAILED, created.diagnostics.map(({ rendered }) => `${rendered}\n`).join('\n'));
  }
  try {
    await database.ready;
    await listen(options, created.server, database);
  } catch (error) {
    await database.close();
    created.server.stop();
    throw error;
  }
}

async function listen({ port, origins }: ServeOptions, server: Server, database: OpenDatabase): Promise<void> {
  const host = await serveNode({
    handler: server.handler,
    clock: realClock,
    port,
    ...(origins.length > 0 ? { allowedOrigins: origins } : {}),
    report: (problem, error) => report(error ?? problem),
  });
  // A terminal and the programs in between may each send the same signal; stopping takes a second at most anyway.
  let stopped: Promise<void> | null = null;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      stopped ??= host.stop().then(async () => {
        const lost = await database.close();
        server.stop();
        if (lost !== null) stop(FAILED, `${lost}\n`);
      });
    });
  }
  process.stdout.write(`Listening on ${host.url}\n`);
}

/** Ends the process when everything was written. */
function stop(code: number, message: string): void {
  process.stderr.write(message);
  process.exitCode = code;
}

/** Nothing can be written any more: the process ends as if it had been asked to, and says why. */
function ended(message: string): void {
  stop(FAILED, `${message}\n`);
  process.kill(process.pid, 'SIGTERM');
}

function tell(sentence: string): void {
  process.stderr.write(`${sentence}\n`);
}

function report(error: unknown): void {
  process.stderr.write(`${withStack(error)}\n`);
}

function sentence(error: unknown): string {
  if (error instanceof FileError) return error.message;
  if (error instanceof StorageError) return `The rows of the database do not fit the schema: ${error.message}.`;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return 'Something listens on that port already: choose another --port, or 0 for any.';
  if (code === 'EACCES') return 'That port needs more rights than you have: choose a --port over 1023, or 0 for any.';
  return withStack(error);
}

function withStack(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
