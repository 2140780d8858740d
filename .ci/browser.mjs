// Finds a Chromium for the browser tests, or installs one; says what to do where that fails.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { program, root, run } from './install.mjs';

const COMMANDS = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const PLACES = [
  '/usr/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe',
];

/** The path of a Chromium that can be started. */
export function findBrowser() {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (existsSync(named)) return named;
    fail(`CHROMIUM_PATH names ${named}, which does not exist.`);
  }
  return installed() ?? fromDebian() ?? fromPlaywright() ?? fail('No Chromium was found and none could be installed.');
}

function installed() {
  const locate = process.platform === 'win32' ? 'where' : 'which';
  for (const command of COMMANDS) {
    const found = spawnSync(locate, [command], { encoding: 'utf8' });
    const path = found.status === 0 ? found.stdout.split(/\r?\n/)[0] : '';
    if (path && existsSync(path)) return path;
  }
  return PLACES.find((place) => existsSync(place));
}

function fromDebian() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return undefined;
  process.stderr.write('Installing Chromium by apt-get …\n');
  const options = { required: false, quiet: true, env: { DEBIAN_FRONTEND: 'noninteractive' } };
  run('apt-get', ['update', '-q'], options);
  run('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], options);
  return installed();
}

function fromPlaywright() {
  process.stderr.write('Installing Chromium by Playwright …\n');
  if (!run(program('playwright'), ['install', 'chromium'], { required: false, quiet: true })) return undefined;
  const { chromium } = createRequire(join(root, 'package.json'))('playwright');
  const path = chromium.executablePath();
  return existsSync(path) ? path : undefined;
}

function fail(reason) {
  process.stderr.write(
    `${reason}\nInstall Chrome or Chromium, or set CHROMIUM_PATH to its program file, and run \`npm test\` again.\n`,
  );
  process.exit(1);
}
