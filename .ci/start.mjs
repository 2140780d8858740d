// `npm start`: install, build, serve the playground and print its address. `--dev`: the same with hot reload.
import { spawn } from 'node:child_process';
import { endWithParent, installPackages, program, root, run } from './install.mjs';

const words = process.argv.slice(2);
const dev = words.includes('--dev');
const rest = words.filter((word) => word !== '--dev');

endWithParent();
installPackages();
run(process.execPath, ['wasm/build.mjs']);
if (!dev) run(program('vite'), ['build', '--logLevel', 'warn']);

const server = spawn(
  program('vite'),
  dev ? ['--host', 'localhost', ...rest] : ['preview', '--host', 'localhost', ...rest],
  {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  },
);
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => server.kill(signal));
server.on('exit', (code) => process.exit(code ?? 0));
