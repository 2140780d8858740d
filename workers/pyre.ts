// Entry of the command line over the engine: `npm run -s pyre -- check|format|sql|migrate`. Wiring only.
import { loadEngine } from '../src/engine/load.ts';
import { runCommand, USAGE, UsageError } from './pyre-commands.ts';
import { FileError, readEngine } from './serve-files.ts';

/** Exit codes: the sources have errors; the command line was wrong. */
const REFUSED = 1;
const MISUSED = 2;

try {
  const outcome = await runCommand(await loadEngine(await readEngine()), process.argv.slice(2));
  process.stdout.write(outcome.text);
  process.exitCode = outcome.ok ? 0 : REFUSED;
} catch (error) {
  const mendable = error instanceof UsageError || error instanceof FileError;
  if (!mendable) throw error;
  process.stderr.write(`${error.message}\n${error instanceof UsageError ? `\n${USAGE}` : ''}`);
  process.exitCode = MISUSED;
}
