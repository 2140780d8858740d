// Texts on their way to connections of one port, gathered so that those who are told the same share a frame [NET-2].
import type { ConnectionId } from '../base/ids.ts';

/** Texts in the order in which each was first said, with everybody who is told it. No connection is in two of them. */
export class Gathered {
  readonly #post: (connections: readonly ConnectionId[], text: string) => void;
  readonly #recipients = new Map<string, ConnectionId[]>();
  readonly #told = new Set<ConnectionId>();

  constructor(post: (connections: readonly ConnectionId[], text: string) => void) {
    this.#post = post;
  }

  /** A connection hears texts in their order [WS-6]: whoever is told something already has everything leave first. */
  add(connections: readonly ConnectionId[], text: string): void {
    if (connections.some((connection) => this.#told.has(connection))) this.leave();
    for (const connection of connections) this.#told.add(connection);
    const recipients = this.#recipients.get(text);
    if (recipients) recipients.push(...connections);
    else this.#recipients.set(text, [...connections]);
  }

  /** Sends everything. */
  leave(): void {
    if (this.#told.size === 0) return;
    const leaving = [...this.#recipients];
    this.#recipients.clear();
    this.#told.clear();
    for (const [text, connections] of leaving) this.#post(connections, text);
  }
}
