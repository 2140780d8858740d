// Who is on the page, by name: made anew only when somebody came, left, went live or is called otherwise.
import type { ClientId } from '../base/ids.ts';
import type { Party } from './messages.ts';
import type { Replica } from './replica.ts';

export interface RosterOptions {
  readonly replicas: () => readonly Replica[];
  readonly find: (id: ClientId) => Replica | undefined;
  /** The name of one that is no client of the page (any more). */
  readonly stranger: (id: ClientId) => string;
}

/** Lists up to this long are made as they are asked for: most messages have one sender or one recipient. */
const SHORT = 8;

interface List {
  readonly of: readonly Replica[];
  readonly live: readonly Party[];
}

/** Lists that many messages share: a thousand recipients are listed once, not once a message. */
export class Roster {
  readonly #options: RosterOptions;
  readonly #listed = new WeakMap<readonly ClientId[], { readonly list: List; readonly parties: readonly Party[] }>();
  #list: List | null = null;

  constructor(options: RosterOptions) {
    this.#options = options;
  }

  /** Somebody's name or phase may be another. */
  changed(): void {
    this.#list = null;
  }

  /** Clients that are live now; the same list while they stay the same. */
  live(): readonly Party[] {
    return this.#current().live;
  }

  /** These clients under the names they have now; the same list for the same clients while names stay. */
  parties(ids: readonly ClientId[]): readonly Party[] {
    if (ids.length <= SHORT) return ids.map((id) => this.#party(id));
    const list = this.#current();
    const known = this.#listed.get(ids);
    if (known?.list === list) return known.parties;
    const parties = ids.map((id) => this.#party(id));
    this.#listed.set(ids, { list, parties });
    return parties;
  }

  #party(id: ClientId): Party {
    return { id, name: this.#options.find(id)?.view().name ?? this.#options.stranger(id) };
  }

  #current(): List {
    const replicas = this.#options.replicas();
    if (this.#list?.of !== replicas) this.#list = listOf(replicas);
    return this.#list;
  }
}

function listOf(replicas: readonly Replica[]): List {
  const live = replicas.filter((replica) => replica.client.snapshot().phase === 'live');
  return { of: replicas, live: live.map((replica) => ({ id: replica.id, name: replica.view().name })) };
}
