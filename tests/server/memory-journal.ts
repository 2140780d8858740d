// A journal for tests, in memory, that fails when told to.
import type { Journal, JournalRecord, Kept, Snapshot } from '../../src/server/journal.ts';

/** A journal in memory, whose n-th write from now may fail. */
export class MemoryJournal implements Journal {
  kept: Kept | null = null;
  remaining = Number.POSITIVE_INFINITY;
  /** Appends that will fail, whatever else works. */
  failures = 0;

  async read(): Promise<Kept | null> {
    return structuredClone(this.kept);
  }

  async begin(snapshot: Snapshot): Promise<void> {
    this.#spend();
    this.kept = structuredClone({ snapshot, records: [] });
  }

  async append(record: JournalRecord): Promise<void> {
    this.#spend();
    if (this.failures-- > 0) throw new Error('the record was not taken');
    if (!this.kept) throw new Error('nothing was begun');
    this.kept = { ...this.kept, records: [...this.kept.records, structuredClone(record)] };
  }

  async forsake(): Promise<void> {
    if (this.kept) this.kept = { ...this.kept, forsaken: true };
  }

  #spend(): void {
    if (this.remaining-- <= 0) throw new Error('the disk is full');
  }
}
