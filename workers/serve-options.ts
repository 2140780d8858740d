// The command line of the Node process: what may be asked for, and sentences for what may not.
import { parseArgs } from 'node:util';

/** Where the rows are: in memory, gone with the process; in a file, or in a service, that the next one goes on from. */
export type DatabaseOption =
  | { readonly kind: 'memory' }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'service'; readonly address: string };

/** How the process was asked to serve. */
export interface ServeOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Folder with schema.pyre and queries/; null: the demo project's. */
  readonly schema: string | null;
  readonly database: DatabaseOption;
  readonly seed: number;
  readonly empty: boolean;
  /** Whose pages may call; empty: those of this machine. */
  readonly origins: readonly string[];
  readonly devLogin: boolean;
}

export type ParsedCommand =
  | { readonly type: 'serve'; readonly options: ServeOptions }
  | { readonly type: 'help' }
  | { readonly type: 'mistake'; readonly message: string };

/** Kept in the folder where the command was run. */
export const DEFAULT_DATABASE = 'pyre-sync.db';
/** Of the environment, as others can read a command line. */
export const TOKEN_VARIABLE = 'LIBSQL_AUTH_TOKEN';

export const USAGE = `Serves a Pyre project over HTTP and WebSocket, for this machine alone.

Usage: npm run serve -- [options]

  --port N         port to listen on; 0 takes any that is free (default 4180)
  --schema DIR     folder with schema.pyre and queries/*.pyre (default: the demo project)
  --database FILE  where the rows are kept, from one start to the next (default ${DEFAULT_DATABASE})
  --database URL   or in a libSQL service, such as libsql://name.turso.io; also https:// and http://
                   (its token, where it asks for one, is read from the variable ${TOKEN_VARIABLE})
  --memory         keep nothing: the rows are gone with the process
  --seed N         decides the rows that a new database begins with (default 1)
  --empty          a new database begins without rows
                   (with one of these two and without --database: in memory, so that it is new)
  --origin URL     a page from there may call, e.g. https://example.org; may be given again (default: pages of this machine)
  --dev-login      offer POST /login, which issues a session with any values: for development only
  --dev-sessions   the same by another name
  --help           show this text
`;

const LARGEST_PORT = 65_535;
const LARGEST_SEED = 4_294_967_295;

/** Reads the arguments that follow the program's name. */
export function parseCommand(args: readonly string[]): ParsedCommand {
  try {
    return parseChecked(args);
  } catch (error) {
    return { type: 'mistake', message: error instanceof Error ? error.message : String(error) };
  }
}

function parseChecked(args: readonly string[]): ParsedCommand {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string', default: '4180' },
      schema: { type: 'string' },
      database: { type: 'string' },
      memory: { type: 'boolean', default: false },
      origin: { type: 'string', multiple: true, default: [] },
      seed: { type: 'string' },
      empty: { type: 'boolean', default: false },
      'dev-login': { type: 'boolean', default: false },
      'dev-sessions': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return { type: 'help' };
  const port = wholeNumber('--port', values.port, LARGEST_PORT);
  const seed = wholeNumber('--seed', values.seed ?? '1', LARGEST_SEED);
  const isNew = values.memory || (values.database === undefined && (values.seed !== undefined || values.empty));
  if (values.memory && values.database !== undefined)
    throw new RangeError('--memory keeps nothing and --database keeps all of it: choose one.');
  const options: ServeOptions = {
    port,
    seed,
    schema: values.schema ?? null,
    database: isNew ? { kind: 'memory' } : place(values.database ?? DEFAULT_DATABASE),
    empty: values.empty,
    origins: values.origin.map(origin),
    devLogin: values['dev-login'] || values['dev-sessions'],
  };
  return { type: 'serve', options };
}

const SERVICES = new Set(['libsql:', 'https:', 'http:']);

/** What is said of an address never repeats what could be a secret in it. */
function place(text: string): DatabaseOption {
  if (text === '')
    throw new RangeError('--database takes the name of a file or the address of a service, and found none.');
  const scheme = /^([a-z]+:)\/\//i.exec(text)?.[1];
  if (scheme === undefined) return { kind: 'file', path: text };
  if (!SERVICES.has(scheme.toLowerCase()))
    throw new RangeError(`--database takes an address with libsql://, https:// or http://, and found ${scheme}//.`);
  if (!URL.canParse(text)) throw new RangeError('--database takes an address such as libsql://name.turso.io.');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new RangeError(`--database takes an address alone: a token belongs into ${TOKEN_VARIABLE}.`);
  return { kind: 'service', address: text.replace(/\/+$/, '') };
}

function origin(text: string): string {
  try {
    const url = new URL(text);
    if (url.origin !== 'null' && url.pathname === '/' && url.search === '') return url.origin;
  } catch {
    // Said below.
  }
  throw new RangeError(`--origin takes an origin such as https://example.org; '${text}' is none.`);
}

function wholeNumber(name: string, text: string, largest: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number <= largest) return number;
  throw new RangeError(`${name} takes a whole number from 0 to ${largest}; '${text}' is none.`);
}
