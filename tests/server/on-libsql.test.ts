// Everything that is asked of a server over sql.js, asked again of a server over libSQL.
import { chooseStorage } from './open-storage.ts';

chooseStorage('libSQL');

await import('./storage.test.ts');
await import('./mutate.test.ts');
await import('./catch-up.test.ts');
await import('./connections.test.ts');
await import('./change-project.test.ts');
await import('./types.test.ts');
await import('./routes.test.ts');
