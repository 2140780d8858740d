// A client's cursor as the engine reads it, judged against the hash that holds now.
import { Record } from '../model';
import { Json, JsonKind } from '../json/index';
import { permissionHash } from '../predicate/hash';

/** Where one table's reading goes on. */
export class Position {
  constructor(
    public record: Record,
    /** The hash that holds now. */
    public hash: string,
  ) {}
  /** The cursor says nothing of this table. */
  isNew: bool = false;
  /** Highest stamp that the client has seen; 0: nothing. */
  after: f64 = 0;
  /** The client's rows of this table are void. */
  resync: bool = false;
  /** The sync point at which this pass over the table began from nothing; 0 when it did not. */
  since: f64 = 0;

  /** Removals older than this are known not to concern the client. */
  get covered(): f64 {
    return max(this.after, this.since);
  }

  /** Whether the history no longer reaches back to where the client is. */
  isBehind(horizon: Json): bool {
    return !this.isNew && horizon.kind == JsonKind.Number && this.covered < horizon.number;
  }

  /** From the beginning, what the client holds is void. */
  startAnew(): void {
    this.resync = true;
    this.after = 0;
    this.since = 0;
  }
}

/** A cursor with another hash is void [SYNC-6]; one without this table starts from nothing. */
export function positionOf(record: Record, cursor: Json, session: Json): Position {
  const made = new Position(record, permissionHash(record, session));
  const entry = cursor.get('tables').get(record.table);
  made.isNew = !entry.isObject;
  if (made.isNew) return made;
  made.after = stampOf(entry.get('last_seen_updated_at'));
  made.since = stampOf(entry.get('since'));
  if (entry.get('permission_hash').asText() != made.hash) made.startAnew();
  return made;
}

function stampOf(value: Json): f64 {
  return value.kind == JsonKind.Number && value.number > 0 ? value.number : 0;
}
