// The command line of the Node process: what may be asked for, and sentences for what may not.
import { parseArgs } from 'node:util';

/** How the process was asked to serve. */
export interface ServeOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Folder with schema.pyre and queries/; null: the demo project's. */
  readonly schema: string | null;
  readonly seed: number;
  readonly empty: boolean;
  readonly devLogin: boolean;
}

export type ParsedCommand =
  | { readonly type: 'serve'; readonly options: ServeOptions }
  | { readonly type: 'help' }
  | { readonly type: 'mistake'; readonly message: string };

export const USAGE = `Serves a Pyre project over HTTP and WebSocket, for this machine alone.

Usage: npm run serve -- [options]

  --port N        port to listen on; 0 takes any that is free (default 4180)
  --schema DIR    folder with schema.pyre and queries/*.pyre (default: the demo project)
  --seed N        decides the rows that the database starts with (default 1)
  --empty         start without rows
  --dev-login     offer POST /login, which issues a session with any values: for development only
  --help          show this text
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
      seed: { type: 'string', default: '1' },
      empty: { type: 'boolean', default: false },
      'dev-login': { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return { type: 'help' };
  const port = wholeNumber('--port', values.port, LARGEST_PORT);
  const seed = wholeNumber('--seed', values.seed, LARGEST_SEED);
  const options = { port, seed, schema: values.schema ?? null, empty: values.empty, devLogin: values['dev-login'] };
  return { type: 'serve', options };
}

function wholeNumber(name: string, text: string, largest: number): number {
  const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (number <= largest) return number;
  throw new RangeError(`${name} takes a whole number from 0 to ${largest}; '${text}' is none.`);
}
