// Runs one of the project's TypeScript programs in this process: `node .ci/tool.mjs FILE ARGUMENTS…`. Readies the checkout first.
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { endWithParent, root } from './install.mjs';
import './ready.mjs';

endWithParent();
const [file = '', ...words] = process.argv.slice(2);
process.argv.splice(1, process.argv.length - 1, join(root, file), ...words);

// In this very process, so that signals reach the program and not a wrapper around it.
const { register } = await import('tsx/esm/api');
register();
await import(pathToFileURL(join(root, file)).href);
