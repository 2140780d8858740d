// The yardstick for deltas: ask every session about every row, then group those that may see the same.
import type { ChangedRow } from '../../src/engine/engine.ts';
import type { JsonValue } from '../../src/base/json.ts';

export interface AskedSession {
  readonly id: string;
  readonly values: Readonly<Record<string, JsonValue>>;
}

/** A permission as a tree, walked for every pair. */
type Rule =
  | { readonly type: 'or'; readonly parts: readonly Rule[] }
  | { readonly type: 'equals'; readonly column: string; readonly value: JsonValue }
  | { readonly type: 'equalsSession'; readonly column: string; readonly field: string };

/** `authorUserId == Session.userId || published == True`, as the demo's schema says of posts. */
const POSTS: Rule = {
  type: 'or',
  parts: [
    { type: 'equalsSession', column: 'authorUserId', field: 'userId' },
    { type: 'equals', column: 'published', value: 1 },
  ],
};

type Row = Readonly<Record<string, JsonValue>>;

function allows(rule: Rule, row: Row, session: AskedSession['values']): boolean {
  switch (rule.type) {
    case 'or':
      return rule.parts.some((part) => allows(part, row, session));
    case 'equals':
      return row[rule.column] === rule.value;
    case 'equalsSession':
      return row[rule.column] === session[rule.field];
  }
}

/** How a pair is asked: as the implementation that others measured does it, or as fast as it goes without an index. */
export type Asking = 'plain' | 'lean';

/**
 * JSON text of rows and of groups of sessions that share the same indices. The plain way looks at the row as it came, by the
 * names of its columns, for every pair; the lean way makes an object of each row once.
 */
export function askEverybody(
  changes: readonly ChangedRow[],
  sessions: readonly AskedSession[],
  asking: Asking,
): string {
  const rows = changes.map(asObject);
  const groups = new Map<string, { session_ids: string[]; affected_row_indices: number[] }>();
  for (const { id, values } of sessions) {
    const indices: number[] = [];
    for (const [index, change] of changes.entries()) {
      const row = asking === 'lean' ? (rows[index] ?? {}) : asObject(change);
      if (allows(POSTS, row, values)) indices.push(index);
    }
    if (indices.length === 0) continue;
    const key = indices.join();
    const group = groups.get(key);
    if (group) group.session_ids.push(id);
    else groups.set(key, { session_ids: [id], affected_row_indices: indices });
  }
  const all_affected_rows = rows.map((row, index) => ({ table_name: changes[index]?.table_name, row }));
  return JSON.stringify({ all_affected_rows, groups: [...groups.values()] });
}

function asObject({ headers, row = [] }: ChangedRow): Row {
  const made: Record<string, JsonValue> = {};
  for (const [index, header] of headers.entries()) made[header] = row[index] ?? null;
  return made;
}
