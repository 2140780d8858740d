// Who gets a message: the lists are kept for the next one to the same, so that a thousand recipients are listed once.
import type { ClientId, ConnectionId } from '../base/ids.ts';
import type { Connection } from './connection.ts';

/** The recipients of a message that are still there, and their names in lists that records may share. */
export interface Audience {
  readonly recipients: readonly Connection[];
  readonly clients: readonly ClientId[];
  readonly connections: readonly ConnectionId[];
}

interface Kept extends Audience {
  readonly asked: readonly ConnectionId[];
}

/** Audiences kept; shorter ones are not worth it. */
const MOST = 8;
const SHORT = 8;

export class Audiences {
  readonly #connections: ReadonlyMap<ConnectionId, Connection>;
  /** The last one first. */
  #kept: readonly Kept[] = [];

  constructor(connections: ReadonlyMap<ConnectionId, Connection>) {
    this.#connections = connections;
  }

  of(ids: readonly ConnectionId[]): Audience {
    if (ids.length <= SHORT) return this.#listed(ids);
    const known = this.#kept.find((kept) => sameIds(kept.asked, ids) && this.#isComplete(kept));
    if (known) return known;
    const audience = { ...this.#listed(ids), asked: ids };
    this.#kept = [audience, ...this.#kept].slice(0, MOST);
    return audience;
  }

  #listed(ids: readonly ConnectionId[]): Audience {
    const recipients: Connection[] = [];
    for (const id of ids) {
      const connection = this.#connections.get(id);
      if (connection) recipients.push(connection);
    }
    const clients = recipients.map(({ client }) => client);
    return { recipients, clients, connections: recipients.map(({ id }) => id) };
  }

  /** Whether nobody of it has gone. Numbers of connections are never used again, so nobody can have come. */
  #isComplete({ asked, recipients }: Kept): boolean {
    return recipients.length === asked.length && recipients.every(({ over }) => !over);
  }
}

function sameIds(one: readonly ConnectionId[], other: readonly ConnectionId[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index]);
}
