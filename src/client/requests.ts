// HTTP as values: every request ends in an answer or in an error that says what happened; nothing rejects.
import * as v from 'valibot';
import type { JsonObject } from '../base/json.ts';
import type { SessionId } from '../base/ids.ts';
import type { ClientNetwork } from '../network/socket.ts';
import { queriesAnswer, queryAnswer, REQUEST_ID_HEADER, REVISION_HEADER } from '../protocol/catalog.ts';
import type { QueryAnswer, QueryEntry, SchemaAnswer } from '../protocol/catalog.ts';
import { errorBody } from '../protocol/errors.ts';
import { PATH, SESSION_PARAMETER } from '../protocol/paths.ts';
import { syncAnswer, type SyncAnswer, type SyncRequest } from '../protocol/sync.ts';
import type { Answer, RunAnswer } from './client.ts';
import { parseAs, type Parsed, type SharedParse } from './shared-parse.ts';
import type { ClientError } from './snapshot.ts';

/** What a client asks over HTTP, bound to its network. */
export class Requests {
  readonly #network: ClientNetwork;
  readonly #parse: SharedParse;

  constructor(network: ClientNetwork, parse: SharedParse) {
    this.#network = network;
    this.#parse = parse;
  }

  queries(): Promise<Answer<readonly QueryEntry[]>> {
    return this.#value(PATH.queries, {}, (text) => parseAs(queriesAnswer, text));
  }

  schema(signal?: AbortSignal): Promise<Answer<SchemaAnswer>> {
    return this.#value(PATH.schema, signal ? { signal } : {}, (text) => this.#parse.schema(text));
  }

  page(sessionId: SessionId | null, body: SyncRequest, signal: AbortSignal): Promise<Answer<SyncAnswer>> {
    const init = { ...posting(body), signal };
    return this.#value(withSession(PATH.sync, sessionId), init, (text) => parseAs(syncAnswer, text));
  }

  async run(sessionId: SessionId, query: string, args: JsonObject, requestId: string | undefined): Promise<RunAnswer> {
    const init = posting(args, requestId === undefined ? {} : { [REQUEST_ID_HEADER]: requestId });
    const path = withSession(PATH.database(query), sessionId);
    const answer = await this.#send<QueryAnswer>(path, init, (text) => parseAs(queryAnswer, text));
    if (!answer.ok) return answer;
    return { ok: true, answer: answer.value, revision: revisionOf(answer.headers) };
  }

  async #value<Value>(path: string, init: RequestInit, read: (text: string) => Parsed<Value>): Promise<Answer<Value>> {
    const answer = await this.#send(path, init, read);
    return answer.ok ? { ok: true, value: answer.value } : answer;
  }

  async #send<Value>(path: string, init: RequestInit, read: (text: string) => Parsed<Value>): Promise<Received<Value>> {
    try {
      // A browser's own `fetch` refuses to be called as somebody's method.
      const { fetch, baseUrl } = this.#network;
      const response = await fetch(baseUrl + path, init);
      const text = await response.text();
      if (!response.ok) return { ok: false, error: errorOf(response.status, text) };
      const parsed = read(text);
      if (parsed.ok) return { ok: true, value: parsed.value, headers: response.headers };
      return failed('Internal', `The server's answer to ${path} cannot be read. ${parsed.problem}`);
    } catch (error) {
      return failed('Unavailable', `The network failed: ${messageOf(error)}`);
    }
  }
}

type Received<Value> =
  | { readonly ok: true; readonly value: Value; readonly headers: Headers }
  | { readonly ok: false; readonly error: ClientError };

/** A path with the session that asks. */
export function withSession(path: string, sessionId: SessionId | null): string {
  return sessionId === null ? path : `${path}?${SESSION_PARAMETER}=${encodeURIComponent(sessionId)}`;
}

/** Words of whatever was thrown. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function posting(body: SyncRequest | JsonObject, headers: Readonly<Record<string, string>> = {}): RequestInit {
  return { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
}

function errorOf(status: number, text: string): ClientError {
  const parsed = parseAs(errorBody, text);
  if (parsed.ok) return parsed.value.error;
  return {
    kind: status >= 500 ? 'Unavailable' : 'Internal',
    message: `The server answered ${status} without saying why.`,
  };
}

function revisionOf(headers: Headers): number | null {
  const revision = v.safeParse(v.pipe(v.string(), v.digits(), v.transform(Number)), headers.get(REVISION_HEADER));
  return revision.success ? revision.output : null;
}

function failed(kind: ClientError['kind'], message: string): { ok: false; error: ClientError } {
  return { ok: false, error: { kind, message } };
}
