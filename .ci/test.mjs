// `npm test`: install, type-check, lint, build, run every test; ends with the summary over all runners.
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findBrowser } from './browser.mjs';
import { installPackages, program, root, run } from './install.mjs';

const results = join(root, 'test-results');
rmSync(results, { recursive: true, force: true });
mkdirSync(results, { recursive: true });

installPackages();
const browser = findBrowser();

const checks = [
  ['engine', process.execPath, ['wasm/build.mjs']],
  ['types', program('tsc'), ['-p', '.']],
  ['lint', program('oxlint'), ['--type-aware', '--deny-warnings']],
  ['format', program('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['site', program('vite'), ['build', '--logLevel', 'warn']],
];
const broken = checks.filter(([name, command, args]) => !check(name, command, args)).map(([name]) => name);

const unit = join(results, 'unit.json');
const pages = join(results, 'browser.json');
check('unit tests', program('vitest'), ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${unit}`]);
check('browser tests', program('playwright'), ['test', '--reporter=list,json'], {
  CHROMIUM_PATH: browser,
  PLAYWRIGHT_JSON_OUTPUT_NAME: pages,
});

const tally = [unitTally(unit), browserTally(pages)];
const passed = tally.reduce((sum, runner) => sum + runner.passed, 0);
const failed = tally.reduce((sum, runner) => sum + runner.failed, 0);
const skipped = tally.reduce((sum, runner) => sum + runner.skipped, 0);
const silent = tally.filter((runner) => runner.passed + runner.failed === 0).map((runner) => runner.name);

if (broken.length > 0) process.stdout.write(`\nBroken: ${broken.join(', ')}\n`);
if (silent.length > 0) process.stdout.write(`\nRan no test: ${silent.join(', ')}\n`);
const again = tally.reduce((sum, runner) => sum + runner.again, 0);
if (again > 0) process.stdout.write(`\n${again} tests passed at their second try alone: see above.\n`);
if (skipped > 0) process.stdout.write(`\n${skipped} tests were skipped; a test runs or goes.\n`);
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = broken.length + silent.length + failed + skipped > 0 ? 1 : 0;

function check(name, command, args, env = {}) {
  process.stdout.write(`\n— ${name}\n`);
  return run(command, args, { required: false, env });
}

function report(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A test file that could not even be loaded counts as one failure. */
function unitTally(file) {
  const data = report(file);
  const unloaded = (data?.testResults ?? []).filter(
    (suite) => suite.status === 'failed' && suite.assertionResults.length === 0,
  );
  return {
    name: 'unit tests',
    passed: data?.numPassedTests ?? 0,
    failed: (data?.numFailedTests ?? 0) + unloaded.length,
    skipped: (data?.numPendingTests ?? 0) + (data?.numTodoTests ?? 0),
    again: 0,
  };
}

function browserTally(file) {
  const data = report(file);
  return {
    name: 'browser tests',
    passed: (data?.stats?.expected ?? 0) + (data?.stats?.flaky ?? 0),
    failed: (data?.stats?.unexpected ?? 0) + (data?.errors?.length ?? 0),
    skipped: data?.stats?.skipped ?? 0,
    again: data?.stats?.flaky ?? 0,
  };
}
