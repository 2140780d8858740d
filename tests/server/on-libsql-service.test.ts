// Everything that is asked of a server over sql.js, asked again of a server whose rows are in a libSQL service (a stand-in for one).
import { chooseStorage } from './open-storage.ts';

chooseStorage('libSQL service');

await import('./storage.test.ts');
await import('./mutate.test.ts');
await import('./catch-up.test.ts');
await import('./connections.test.ts');
await import('./types.test.ts');
await import('./routes.test.ts');
