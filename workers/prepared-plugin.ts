// Compiles the project that a first visit serves while the page is built: the worker then starts with a part of the engine.
import initSqlJs from 'sql.js';
import type { Plugin } from 'vite';
import { realClock } from '../src/base/clock.ts';
import type { PreparedProject } from '../src/engine/prepared.ts';
import { prepareProject } from '../src/server/prepare.ts';
import { openSqlJsStorage } from '../src/server/sql-js-storage.ts';
import { readEngine, readProject } from './serve-files.ts';

const NAME = 'virtual:prepared-project';
const RESOLVED = `\0${NAME}`;

/** Makes `import project from 'virtual:prepared-project'` the demo project, prepared. A mistake in its sources stops the build. */
export function preparedProject(): Plugin {
  return {
    name: 'prepared-project',
    resolveId: (id) => (id === NAME ? RESOLVED : null),
    async load(id) {
      if (id !== RESOLVED) return null;
      const text = JSON.stringify(JSON.stringify(await prepare()));
      return { code: `export default JSON.parse(${text});`, map: null };
    },
  };
}

/** Its files in the order in which the page holds them. */
async function prepare(): Promise<PreparedProject> {
  const sources = (await readProject(null)).toSorted((left, right) => (left.path < right.path ? -1 : 1));
  const prepared = await prepareProject(await readEngine(), openSqlJsStorage(await initSqlJs(), realClock), sources);
  if (prepared.ok) return prepared.value;
  throw new Error(prepared.diagnostics.map(({ rendered }) => rendered).join('\n\n'));
}
