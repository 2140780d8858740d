// Who gets a message: the lists are kept for the next one to the same, so that a thousand recipients are listed once.
import type { ClientId, ConnectionId } from '../base/ids.ts';
import type { Connection } from './connection.ts';
import type { Ear } from './message-event.ts';

/** The recipients of a message that are still there, and their names in lists that records may share. */
export interface Audience {
  readonly recipients: readonly Connection[];
  /** Theirs, in the same order. */
  readonly ears: readonly Ear[];
  readonly clients: readonly ClientId[];
  readonly connections: readonly ConnectionId[];
}

interface Kept extends Audience {
  readonly asked: readonly ConnectionId[];
  /** Connections that were over when it was looked at last. */
  departures: number;
}

/** What the audiences are drawn from. */
export interface Present {
  readonly connections: ReadonlyMap<ConnectionId, Connection>;
  /** Counts connections that are over. */
  readonly departures: number;
}

/** Audiences kept; shorter ones are not worth it. */
const MOST = 8;
const SHORT = 8;

export class Audiences {
  readonly #present: Present;
  /** The last one first. */
  #kept: readonly Kept[] = [];

  constructor(present: Present) {
    this.#present = present;
  }

  of(ids: readonly ConnectionId[]): Audience {
    if (ids.length <= SHORT) return this.#listed(ids);
    const known = this.#kept.find((kept) => sameIds(kept.asked, ids) && this.#isComplete(kept));
    if (known) return known;
    const audience = { ...this.#listed(ids), asked: ids, departures: this.#present.departures };
    this.#kept = [audience, ...this.#kept].slice(0, MOST);
    return audience;
  }

  #listed(ids: readonly ConnectionId[]): Audience {
    const recipients: Connection[] = [];
    for (const id of ids) {
      const connection = this.#present.connections.get(id);
      if (connection) recipients.push(connection);
    }
    const clients = recipients.map(({ client }) => client);
    const ears = recipients.map(({ ear }) => ear);
    return { recipients, ears, clients, connections: recipients.map(({ id }) => id) };
  }

  /** Whether nobody of it has gone. Numbers of connections are never used again, so nobody can have come. */
  #isComplete(kept: Kept): boolean {
    const { departures } = this.#present;
    if (kept.recipients.length !== kept.asked.length) return false;
    if (kept.departures !== departures && kept.recipients.some(({ over }) => over)) return false;
    kept.departures = departures;
    return true;
  }
}

function sameIds(one: readonly ConnectionId[], other: readonly ConnectionId[]): boolean {
  return one.length === other.length && one.every((id, index) => id === other[index]);
}
