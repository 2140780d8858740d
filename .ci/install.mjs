// Installs the packages when they are missing or older than the lock file. Speaks on standard error only.
import { spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a command in the project's root; ends the process with its status when it fails and `required` holds. */
export function run(command, args, { required = true, quiet = false, env = {} } = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', quiet ? 2 : 'inherit', 'inherit'],
    env: { ...process.env, ...env },
    shell: process.platform === 'win32',
  });
  const status = result.status ?? 1;
  if (required && status !== 0) {
    process.stderr.write(
      `\n\`${command} ${args.join(' ')}\` failed${result.error ? `: ${result.error.message}` : ''}.\n`,
    );
    process.exit(status);
  }
  return status === 0;
}

/** The path of a package's command-line program. */
export function program(name) {
  return join(root, 'node_modules', '.bin', process.platform === 'win32' ? `${name}.cmd` : name);
}

export function installPackages() {
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) {
    process.stderr.write(`Node 20 or newer is needed; this is ${process.versions.node}.\n`);
    process.exit(1);
  }
  const installed = join(root, 'node_modules', '.package-lock.json');
  const wanted = join(root, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  process.stderr.write('Installing packages …\n');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel', 'error'], { quiet: true });
}

/**
 * Ends this process when the one that started it is gone: npm's shell does not hand on the signal that ends it, and a server
 * would stay behind on its port.
 */
export function endWithParent() {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) process.kill(process.pid, 'SIGTERM');
  }, 250).unref();
}
