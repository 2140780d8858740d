// A server that runs elsewhere: the same links and clients, the browser's own fetch and WebSocket behind them, no control plane.
import * as v from 'valibot';
import { parseJson } from '../base/json.ts';
import { servePort } from '../network/host.ts';
import { openPage } from '../network/page.ts';
import { messageFramePort } from '../network/port.ts';
import { relayTo, type Platform } from '../network/relay.ts';
import { queriesAnswer, schemaAnswer } from '../protocol/catalog.ts';
import type {
  Control,
  ControlAnswer,
  ProjectControl,
  ServerStatus,
  SessionInfo,
  SourceFile,
} from '../protocol/control.ts';
import { connected } from '../protocol/down.ts';
import { errorBody } from '../protocol/errors.ts';
import { PATH } from '../protocol/paths.ts';
import { loginAnswer, type SessionValues } from '../protocol/session.ts';
import type { ConnectOptions, ServerConnection } from './connection.ts';
import { closedInspection } from './inspection.ts';

/** How long a server may take to say anything at the start. */
const PATIENCE_MS = 15_000;

export interface RemoteOptions extends ConnectOptions {
  /** Origin of the server, e.g. `http://127.0.0.1:4180`. */
  readonly address: string;
  readonly platform: Platform;
}

/** Connects to the server at `address`. What only a control plane can do is answered with a sentence that says so. */
export function connectToRemote(options: RemoteOptions): ServerConnection {
  const { address, platform } = options;
  const { port1, port2 } = new MessageChannel();
  const relay = relayTo(address, platform);
  servePort(messageFramePort(port2), relay, (problem) => options.onTrouble(problem));
  const network = openPage({ ...options, port: messageFramePort(port1) });
  const remote = new Remote(options);
  return {
    network,
    control: remote.control(),
    project: remote.project(),
    inspection: closedInspection(`The server runs at ${address}: this page sees what its clients see, not its inside.`),
    elsewhere: address,
    started: remote.start().then((status) => ({ host: 'elsewhere', at: address, status })),
  };
}

/** The browser's own ways to a server. */
export const browserPlatform: Platform = {
  fetch: (request) => fetch(request),
  openSocket: (url) => new WebSocket(url),
};

class Remote {
  readonly #options: RemoteOptions;
  #status: ServerStatus = { phase: 'starting' };

  constructor(options: RemoteOptions) {
    this.#options = options;
  }

  async start(): Promise<ServerStatus> {
    const { address } = this.#options;
    try {
      this.#status = await this.#greeting();
    } catch (error) {
      const message = `The server at ${address} ${error instanceof Error ? error.message : String(error)}`;
      this.#status = { phase: 'failed', message };
    }
    return this.#status;
  }

  control(): Control {
    const closed = async () => this.#closed();
    return {
      status: async () => ({ ok: true, value: this.#status }),
      issueSession: (values) => this.#logIn(values),
      reset: closed,
      table: closed,
      sessions: closed,
      changeSession: closed,
      explain: closed,
    };
  }

  project(): ProjectControl {
    const closed = async () => ({ ...this.#closed(), diagnostics: [] });
    return {
      sources: () => this.#sources(),
      checkSources: closed,
      formatSource: closed,
      previewProject: closed,
      changeProject: closed,
    };
  }

  #closed(): { readonly ok: false; readonly message: string } {
    return { ok: false, message: `The server runs at ${this.#options.address}; this is done there, not from a page.` };
  }

  /** What a new connection is told: that a server is there, and which database it serves. */
  #greeting(): Promise<ServerStatus> {
    const { address, platform, machineClock } = this.#options;
    return new Promise((resolve, reject) => {
      const socket = platform.openSocket(`${address.replace(/^http/, 'ws')}${PATH.sync}`);
      const stopWaiting = machineClock.setTimer(PATIENCE_MS, () => settle(() => reject(new Error('does not answer.'))));
      const settle = (tell: () => void) => {
        stopWaiting();
        tell();
        socket.close();
      };
      socket.addEventListener('close', () =>
        settle(() => reject(new Error('cannot be reached, or does not serve pages from here (see --origin).'))),
      );
      socket.addEventListener('message', ({ data }) => {
        const said = v.safeParse(connected, parseJson(String(data)));
        if (!said.success) return settle(() => reject(new Error('does not speak this protocol.')));
        const { databaseEpoch, serverRevision } = said.output;
        settle(() => resolve({ phase: 'running', databaseEpoch, serverRevision, connections: 0 }));
      });
    });
  }

  async #logIn(session: SessionValues): Promise<ControlAnswer<SessionInfo>> {
    const answer = await this.#ask(PATH.login, { method: 'POST', body: JSON.stringify({ session }) });
    if (!answer.ok && answer.status === 404) {
      const message = 'this server issues no sessions to pages; one that is started with --dev-sessions does.';
      return { ok: false, message };
    }
    if (!answer.ok) return answer;
    const issued = v.safeParse(loginAnswer, answer.value);
    return issued.success
      ? { ok: true, value: { ...issued.output, connections: 0 } }
      : { ok: false, message: 'the server’s answer is no session.' };
  }

  /** As far as the server tells them: the schema in one file, each query in its own. */
  async #sources(): Promise<ControlAnswer<readonly SourceFile[]>> {
    const [schema, queries] = await Promise.all([this.#ask(PATH.schema), this.#ask(PATH.queries)]);
    if (!schema.ok) return schema;
    if (!queries.ok) return queries;
    if (!v.is(schemaAnswer, schema.value) || !v.is(queriesAnswer, queries.value))
      return { ok: false, message: 'The server told no schema.' };
    const written = queries.value.filter(({ generated }) => !generated);
    const files = written.map(({ name, source }) => ({ path: `queries/${name}.pyre`, source }));
    return { ok: true, value: [{ path: 'schema.pyre', source: schema.value.source }, ...files] };
  }

  async #ask(
    path: string,
    init: RequestInit = {},
  ): Promise<{ ok: true; value: unknown } | { ok: false; message: string; status: number }> {
    const { address, platform } = this.#options;
    try {
      const response = await platform.fetch(new Request(`${address}${path}`, init));
      const value = parseJson(await response.text());
      if (response.ok) return { ok: true, value };
      const failed = v.safeParse(errorBody, value);
      const message = failed.success ? failed.output.error.message : `the server answered ${response.status}`;
      return { ok: false, message, status: response.status };
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error), status: 0 };
    }
  }
}
