// One client as the page draws it: plain to look at, worked out as far as somebody looks.
import type { ClientId } from '../base/ids.ts';
import type { ClientSnapshot } from '../client/client.ts';
import type { Drawing } from './schema-picture.ts';
import type { ClientView, CursorView, LinkView, PresetId } from './view.ts';

/** A client's picture. Of what a thousand clients hold, only that is drawn which somebody looks at. */
export class ReplicaView implements ClientView {
  readonly id: ClientId;
  readonly number: number;
  readonly name: string;
  readonly link: LinkView;
  readonly preset: PresetId | null;
  readonly #snapshot: ClientSnapshot;
  readonly #drawing: Drawing;
  #cursor: readonly CursorView[] | null = null;

  constructor(
    id: ClientId,
    number: number,
    name: string,
    snapshot: ClientSnapshot,
    link: LinkView,
    preset: PresetId | null,
    drawing: Drawing,
  ) {
    this.id = id;
    this.number = number;
    this.name = name;
    this.link = link;
    this.preset = preset;
    this.#snapshot = snapshot;
    this.#drawing = drawing;
  }

  get session(): ClientView['session'] {
    return this.#snapshot.session;
  }

  get phase(): ClientView['phase'] {
    return this.#snapshot.phase;
  }

  get serverRevision(): number {
    return this.#snapshot.serverRevision;
  }

  get storage(): ClientView['storage'] {
    return this.#snapshot.storage;
  }

  get lastError(): ClientView['lastError'] {
    return this.#snapshot.lastError;
  }

  get tables(): ClientView['tables'] {
    return this.#drawing.of(this.#snapshot.tables).tables;
  }

  get heldRows(): number {
    return this.#drawing.of(this.#snapshot.tables).heldRows;
  }

  get cursor(): readonly CursorView[] {
    return (this.#cursor ??= cursorView(this.#snapshot));
  }
}

function cursorView({ cursor, tables }: ClientSnapshot): readonly CursorView[] {
  const names = new Set([...Object.keys(cursor.tables), ...tables.keys()]);
  return [...names].toSorted().map((table) => ({
    table,
    lastSeen: cursor.tables[table]?.last_seen_updated_at ?? null,
    permissionHash: cursor.tables[table]?.permission_hash ?? null,
    heldRows: tables.get(table)?.size ?? 0,
  }));
}
