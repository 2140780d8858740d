// A served project in a process of its own, reached by HTTP and WebSocket only, and ended even when it hangs.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import type { JsonObject } from '../../src/base/json.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsx = import.meta.resolve('tsx');

/** A process that listens. */
export interface Serving {
  readonly url: string;
  readonly pid: number;
  /** What it wrote to its error output so far. */
  complaints(): string;
  /** Ends it at once, whatever it is doing. */
  kill(): Promise<void>;
}

export async function serve(...args: readonly string[]): Promise<Serving> {
  const command = ['--import', tsx, 'workers/serve.ts', '--port', '0', '--memory', ...args];
  const child = spawn(process.execPath, command, { cwd: root });
  let complaints = '';
  child.stderr.on('data', (chunk: Buffer) => (complaints += chunk.toString()));
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const found = /^Listening on (http:\S+)$/.exec(line)?.[1];
      if (found) resolve(found);
    });
    void ended.then(() => reject(new Error(`the server ended: ${complaints}`)));
  });
  const kill = (): Promise<void> => {
    child.kill('SIGKILL');
    return ended;
  };
  return { url, pid: child.pid ?? 0, complaints: () => complaints, kill };
}

/** An HTTP answer with its text as it came. */
export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: JsonObject;
}

export async function request(url: string, init: RequestInit = {}): Promise<Reply> {
  const response = await fetch(url, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) as JsonObject };
}

export function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  return request(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body), headers });
}

export async function logIn(url: string, session: JsonObject): Promise<string> {
  const { body } = await post(`${url}/login`, { session });
  if (typeof body['sessionId'] !== 'string') throw new Error(`no login: ${JSON.stringify(body)}`);
  return body['sessionId'];
}

/** One real WebSocket: messages go to `hear`; `settled` waits for the answer to a ping sent now. */
export class Line {
  readonly socket: WebSocket;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
  readonly #waiting: (() => void)[] = [];
  readonly connected: Promise<JsonObject>;

  constructor(url: string, sessionId: string | null, hear: (message: JsonObject) => void = () => {}) {
    const search = sessionId === null ? '' : `?sessionId=${encodeURIComponent(sessionId)}`;
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/sync${search}`);
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) => this.socket.on('close', resolve));
    this.connected = new Promise((resolve) => {
      this.socket.on('message', (data: Buffer) => {
        const message = JSON.parse(data.toString()) as JsonObject;
        hear(message);
        if (message['type'] === 'connected') resolve(message);
        if (message['type'] === 'pong') this.#waiting.shift()?.();
      });
    });
  }

  /** Everything that was sent before has arrived. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.socket.send('{"type":"ping"}');
    });
  }

  async close(): Promise<void> {
    this.socket.close();
    await this.closed;
  }
}
