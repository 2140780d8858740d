// The client's sockets by number: opens, reads and closes them through the standard interface [NET-1].
import type { SessionId } from '../base/ids.ts';
import type { ClientNetwork } from '../network/socket.ts';
import { CLOSE } from '../protocol/errors.ts';
import { PATH } from '../protocol/paths.ts';
import type { UpMessage } from '../protocol/up.ts';
import { messageOf, withSession } from './requests.ts';
import type { SharedParse } from './shared-parse.ts';
import type { SyncEvent } from './sync-types.ts';

/** A WebSocket's close reason holds 123 bytes; a character takes up to three. */
const LONGEST_REASON = 40;
const PING = JSON.stringify({ type: 'ping' } satisfies UpMessage);

/** Tells what sockets do as events; a socket that was closed here says nothing more. */
export class Sockets {
  readonly #open = new Map<number, WebSocket>();
  readonly #network: ClientNetwork;
  readonly #parse: SharedParse;
  readonly #tell: (event: SyncEvent) => void;

  constructor(network: ClientNetwork, parse: SharedParse, tell: (event: SyncEvent) => void) {
    this.#network = network;
    this.#parse = parse;
    this.#tell = tell;
  }

  /** `listener` hears every message, and hands those that it does not deal with to `received`. */
  open(number: number, sessionId: SessionId | null, listener: (event: MessageEvent) => void): void {
    const url = this.#network.baseUrl.replace(/^http/, 'ws') + withSession(PATH.sync, sessionId);
    try {
      this.#listen(number, new this.#network.WebSocket(url), listener);
    } catch (error) {
      this.#tell({ type: 'socketClosed', socket: number, code: CLOSE.abnormal, reason: messageOf(error) });
    }
  }

  close(number: number, reason: string): void {
    const socket = this.#open.get(number);
    if (!socket) return;
    this.#open.delete(number);
    socket.close(CLOSE.normal, reason.slice(0, LONGEST_REASON));
  }

  ping(number: number): void {
    const socket = this.#open.get(number);
    if (socket !== undefined && socket.readyState === socket.OPEN) socket.send(PING);
  }

  #listen(number: number, socket: WebSocket, listener: (event: MessageEvent) => void): void {
    this.#open.set(number, socket);
    socket.addEventListener('message', listener);
    socket.addEventListener('close', ({ code, reason }) => {
      if (this.#open.delete(number)) this.#tell({ type: 'socketClosed', socket: number, code, reason });
    });
  }

  /** A message came; one that was closed here is not heard. */
  received(number: number, data: unknown): void {
    if (!this.#open.has(number)) return;
    const parsed =
      typeof data === 'string' ? this.#parse.message(data) : ({ ok: false, problem: 'It is not text.' } as const);
    if (parsed.ok) this.#tell({ type: 'messageArrived', socket: number, message: parsed.value });
    else this.#tell({ type: 'messageUnreadable', socket: number, problem: parsed.problem });
  }
}
