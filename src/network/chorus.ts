// What many connections say in one breath: it crosses the port once and is one record, as a broadcast is [NET-2] [NET-6].
import type { ClientId, ConnectionId } from '../base/ids.ts';
import { bodyBytes } from './bytes.ts';
import type { UpFrame } from './frames.ts';
import type { TraceEntry } from './trace.ts';

/** Who speaks. */
export interface Voice {
  readonly id: ConnectionId;
  readonly client: ClientId;
}

export interface ChorusOptions {
  readonly record: (entry: TraceEntry) => void;
  readonly post: (frame: UpFrame) => void;
}

/** Gathers those who say the same while one task runs; it leaves at the end of the task, or before anything else does. */
export class Chorus {
  readonly #options: ChorusOptions;
  readonly #voices = new Map<ConnectionId, ClientId>();
  #text = '';

  constructor(options: ChorusOptions) {
    this.#options = options;
  }

  /** Says `text` for a connection whose link carries it at once. */
  say({ id, client }: Voice, text: string): void {
    if (text !== this.#text || this.#voices.has(id)) this.end();
    if (this.#voices.size === 0) queueMicrotask(() => this.end());
    this.#text = text;
    this.#voices.set(id, client);
  }

  /** Sends what was said so far. */
  end(): void {
    if (this.#voices.size === 0) return;
    const [connections, clients] = [[...this.#voices.keys()], [...this.#voices.values()]];
    const data = this.#text;
    this.#voices.clear();
    const detail = { kind: 'message' } as const;
    this.#options.record({ direction: 'up', clients, connections, bytes: bodyBytes(data), text: data, detail });
    this.#options.post({ type: 'messages', connections, data });
  }
}
