// Starts `workers/serve.ts` as a child process, and speaks to it by HTTP and WebSocket only.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import type { JsonObject, JsonValue } from '../../src/base/json.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const tsx = import.meta.resolve('tsx');

/** How a process ended, and all that it wrote. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A server process that listens. */
export interface Serving {
  readonly url: string;
  stop(signal?: 'SIGINT' | 'SIGTERM' | 'SIGKILL'): Promise<Ended>;
}

/** Nothing is kept unless a test wants it so. */
function start(asked: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const args = asked.includes('--database') ? asked : [...asked, '--memory'];
  const child = spawn(process.execPath, ['--import', tsx, 'workers/serve.ts', ...args], { cwd: root });
  // A test run that ends early takes its servers with it.
  const kill = () => child.kill();
  process.once('exit', kill);
  child.once('close', () => process.off('exit', kill));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const ended = new Promise<Ended>((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
  return { child, ended };
}

/** Runs it to its end. */
export function runServe(...args: readonly string[]): Promise<Ended> {
  return start(args).ended;
}

/** Starts it and waits until it listens; throws what it said when it ends before. */
export async function startServe(...args: readonly string[]): Promise<Serving> {
  const { child, ended } = start(['--port', '0', ...args]);
  const url = await Promise.race([announcedUrl(child), ended]);
  if (typeof url !== 'string') throw new Error(`the server ended with ${url.code}: ${url.stderr}`);
  const stop = (signal: 'SIGINT' | 'SIGTERM' | 'SIGKILL' = 'SIGTERM') => {
    child.kill(signal);
    return ended;
  };
  return { url, stop };
}

function announcedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    if (!child.stdout) return;
    createInterface(child.stdout).on('line', (line) => {
      const url = /^Listening on (http:\S+)$/.exec(line)?.[1];
      if (url) resolve(url);
    });
  });
}

/** An HTTP answer, body parsed. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: JsonObject;
}

/** Posts a body: text as it is, anything else as JSON. */
export async function post(url: string, body: JsonValue): Promise<Answer> {
  const response = await fetch(url, { method: 'POST', body: typeof body === 'string' ? body : JSON.stringify(body) });
  return toAnswer(response);
}

export async function toAnswer(response: Response): Promise<Answer> {
  return { status: response.status, headers: response.headers, body: (await response.json()) as JsonObject };
}

/** A WebSocket whose messages are awaited one by one. */
export class Listener {
  readonly socket: WebSocket;
  /** The close code, when it is closed. */
  readonly closed: Promise<number>;
  readonly #messages: JsonObject[] = [];
  #wake: () => void = () => {};

  constructor(url: string, sessionId?: string) {
    const search = sessionId === undefined ? '' : `?sessionId=${encodeURIComponent(sessionId)}`;
    this.socket = new WebSocket(`${url.replace('http', 'ws')}/sync${search}`);
    this.socket.addEventListener('message', (event) => {
      this.#messages.push(JSON.parse(asText(event.data)) as JsonObject);
      this.#wake();
    });
    this.socket.on('error', () => {});
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code) => {
        resolve(code);
        this.#wake();
      });
    });
  }

  /** The next message that was not taken yet; throws when the connection closed before it came. */
  async next(): Promise<JsonObject> {
    for (;;) {
      const message = this.#messages.shift();
      if (message) return message;
      if (this.socket.readyState === WebSocket.CLOSED) throw new Error(`closed with ${await this.closed}`);
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  /** All messages up to the answer to a ping sent now: what has been sent before has arrived. */
  async upToNow(): Promise<JsonObject[]> {
    this.socket.send('{"type":"ping"}');
    const messages: JsonObject[] = [];
    for (let message = await this.next(); message['type'] !== 'pong'; message = await this.next())
      messages.push(message);
    return messages;
  }

  close(): void {
    this.socket.close();
  }
}

/** A value that has to be text. */
export function asText(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`expected text, found ${JSON.stringify(value)}`);
}
