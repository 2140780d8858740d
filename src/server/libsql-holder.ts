// Who may write to a database elsewhere: one row names the holder and the last batch, and every batch asks for both.
import { ServiceError, type Service, type ServiceStatement } from './libsql-service.ts';

/** A row in which any mismatch leaves a null that may not be: the whole batch then fails. */
export const MAKE_HOLDER: ServiceStatement = {
  sql: `create table if not exists _pyre_holder (
  id integer primary key check (id = 1), holder text not null, batch text not null,
  counters text not null, objects text not null
)`,
};
const CLAIM = `insert into _pyre_holder (id, holder, batch, counters, objects) values (1, $holder, '', '[]', '[]')
  on conflict (id) do update set holder = excluded.holder`;
const guarded = (condition: string): string => `insert into _pyre_holder (id, holder, batch, counters, objects)
  values (1, (select holder from _pyre_holder where id = 1 and ${condition}), $batch, $counters, $objects)
  on conflict (id) do update set batch = excluded.batch, counters = excluded.counters, objects = excluded.objects`;
const GO_ON = guarded('holder = $holder and batch = $before');
const BEGIN_ANEW = guarded('holder = $holder');
const READ_HOLDER = 'select holder, batch from _pyre_holder where id = 1';

/** What a batch leaves beside the rows. */
export interface Mark {
  /** Names the batch. */
  readonly batch: string;
  /** Counters of integer keys, as JSON. */
  readonly counters: string;
  /** Names of tables and indexes that are this database's own, as a JSON list. */
  readonly objects: string;
}

/** How a batch that got no answer ended. */
export type BatchEnd = 'applied' | 'not applied' | 'superseded' | 'gone';

/** One server's hold on a database. */
export class Holder {
  readonly #service: Service;
  readonly #name: string;
  #last = '';

  /** `name` must be nobody else's, ever. */
  constructor(service: Service, name: string) {
    this.#service = service;
    this.#name = name;
  }

  /** Takes the database over: who held it before can write no more. Rejects with `ServiceError`. */
  async claim(): Promise<void> {
    await this.#service.write([MAKE_HOLDER, { sql: CLAIM, args: { holder: this.#name } }]);
  }

  /** What a batch starts with, so that it does nothing unless it follows the last one (`anew`: whatever came before). */
  guard({ batch, counters, objects }: Mark, anew: boolean): ServiceStatement {
    const args = { holder: this.#name, batch, counters, objects };
    return anew ? { sql: BEGIN_ANEW, args } : { sql: GO_ON, args: { ...args, before: this.#last } };
  }

  /** The batch is in the database. */
  reached(batch: string): void {
    this.#last = batch;
  }

  /** Whether the batch is in the database. Rejects with `ServiceError` when that cannot be told. */
  async endOf(batch: string): Promise<BatchEnd> {
    try {
      const [[row] = []] = await this.#service.read([{ sql: READ_HOLDER }]);
      if (!row) return 'gone';
      if (row[0] !== this.#name) return 'superseded';
      return row[1] === batch ? 'applied' : 'not applied';
    } catch (error) {
      // Somebody removed the table: the database is not the one that this server took over.
      if (error instanceof ServiceError && error.kind === 'statement') return 'gone';
      throw error;
    }
  }
}
