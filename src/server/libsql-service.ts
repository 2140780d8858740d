// The door to a libSQL service by HTTP: atomic batches of statements, and failures as one of three kinds. For Node alone.
import { createClient, LibsqlError, type Client } from '@libsql/client/http';
import type { Clock } from '../base/clock.ts';

/** A statement with what is bound in it, names without their dollar. Text alone: a number would arrive as a real one. */
export interface ServiceStatement {
  readonly sql: string;
  readonly args?: Readonly<Record<string, string>>;
}

/** `unreachable`: no answer, so what was asked may have happened; `refused`: the token; `statement`: the database said no. */
export type ServiceErrorKind = 'unreachable' | 'refused' | 'statement';

/** The service did not do what was asked. The message never holds the token. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly kind: ServiceErrorKind;

  constructor(kind: ServiceErrorKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

/** Integers are exact whatever their size. */
export type ServiceCell = string | number | bigint | null;
/** Rows of one statement. */
export type ServiceRows = readonly (readonly ServiceCell[])[];

/** A database elsewhere. */
export interface Service {
  /** Without the token: fit for messages. */
  readonly address: string;
  /** All of the statements, or none: foreign keys are not looked at. Rejects with `ServiceError`. */
  write(statements: readonly ServiceStatement[]): Promise<void>;
  /** The rows of each statement, read at one moment. Rejects with `ServiceError`. */
  read(statements: readonly ServiceStatement[]): Promise<readonly ServiceRows[]>;
  close(): void;
}

export interface ServiceOptions {
  /** `libsql:`, `https:` or `http:`. */
  readonly address: string;
  /** Null where the service asks for none. */
  readonly token: string | null;
  readonly clock: Clock;
  /** How requests are sent; the platform's when nothing is said. */
  readonly fetch?: (request: Request, options: { readonly signal: AbortSignal }) => Promise<Response>;
}

/** How long one request may take. */
export const SERVICE_PATIENCE_MS = 20_000;

/** Nothing is sent before the first request. Throws `ServiceError` when the address is none. */
export function openService(options: ServiceOptions): Service {
  return new HttpService(options);
}

class HttpService implements Service {
  readonly address: string;
  readonly #client: Client;
  readonly #token: string | null;

  constructor({ address, token, clock, fetch = globalThis.fetch }: ServiceOptions) {
    this.address = address;
    this.#token = token;
    const patiently = async (request: Request): Promise<Response> => {
      const waiting = new AbortController();
      const stopWaiting = clock.setTimer(SERVICE_PATIENCE_MS, () => waiting.abort(new Error('no answer in time')));
      try {
        const response = await fetch(request, { signal: waiting.signal });
        const { status, headers } = response;
        return new Response(await response.arrayBuffer(), { status, headers });
      } finally {
        stopWaiting();
      }
    };
    try {
      const authorized = token === null ? {} : { authToken: token };
      this.#client = createClient({ url: address, ...authorized, fetch: patiently, intMode: 'bigint' });
    } catch (error) {
      throw this.#explained(error);
    }
  }

  async write(statements: readonly ServiceStatement[]): Promise<void> {
    await this.#explaining(() => this.#client.migrate(statements.map(asSent)));
  }

  async read(statements: readonly ServiceStatement[]): Promise<readonly ServiceRows[]> {
    const results = await this.#explaining(() => this.#client.batch(statements.map(asSent), 'read'));
    return results.map(({ rows, columns }) => {
      return rows.map((row) => columns.map((_, index) => asCell(row[index])));
    });
  }

  close(): void {
    this.#client.close();
  }

  async #explaining<Result>(work: () => Promise<Result>): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      throw this.#explained(error);
    }
  }

  #explained(error: unknown): ServiceError {
    return new ServiceError(kindOf(error), this.#withoutToken(messageOf(error)));
  }

  #withoutToken(message: string): string {
    return this.#token ? message.replaceAll(this.#token, '…') : message;
  }
}

function asSent({ sql, args = {} }: ServiceStatement): { readonly sql: string; readonly args: Record<string, string> } {
  return { sql, args: { ...args } };
}

function asCell(cell: unknown): ServiceCell {
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'bigint' ? cell : null;
}

/** What the database says when it has trouble of its own: it may do the same statement later. */
const PASSING = /^SQLITE_(?:BUSY|LOCKED|IOERR|FULL|READONLY|AUTH|NOMEM|INTERRUPT|CANTOPEN|PROTOCOL)/;

function kindOf(error: unknown): ServiceErrorKind {
  if (!(error instanceof LibsqlError)) return 'unreachable';
  if (/HTTP status 40[13]/.test(error.message)) return 'refused';
  if (error.code.startsWith('SQLITE_')) return PASSING.test(error.code) ? 'unreachable' : 'statement';
  return error.code.startsWith('URL_') ? 'statement' : 'unreachable';
}

/** The platform's `fetch` says only that it failed; why is in its cause. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (error instanceof LibsqlError || !(cause instanceof Error)) return error.message;
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
  return cause.message || code || error.message;
}
