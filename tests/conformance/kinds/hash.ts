// Hash cases: which permissions and sessions hash alike.
import { isJsonObject, type JsonValue } from '../../../src/base/json.ts';
import type { Engine } from '../../../src/engine/engine.ts';
import type { Case } from '../cases.ts';
import { objects, openDatabase } from '../database.ts';
import { permissionFixture } from '../fixtures.ts';
import type { Findings } from '../outcome.ts';

export async function hashFindings(engine: Engine, { data }: Case): Promise<Findings> {
  const hashes: (string | null)[] = [];
  for (const item of objects(data.items)) {
    const opened = await openDatabase(engine, permissionFixture.source(String(item.permission)));
    if (!opened.ok) return [`ours refuses ${String(item.permission)}: ${opened.diagnostics[0]?.kind ?? ''}`];
    opened.database.close();
    const named = typeof item.session === 'string' ? permissionFixture.sessions[item.session] : item.session;
    hashes.push(engine.calculate_permission_hash('entries', isJsonObject(named) ? named : {}));
  }
  return compareClasses(hashes, data.classes, String(data.note).startsWith('writings'));
}

/** Different classes must differ; equal ones must be equal, except that writings of one meaning may merge further. */
function compareClasses(
  hashes: readonly (string | null)[],
  classes: JsonValue | undefined,
  mayMerge: boolean,
): Findings {
  const groups = Array.isArray(classes)
    ? classes.map((group: JsonValue) => (Array.isArray(group) ? group.map(Number) : []))
    : [];
  const split = groups.filter((group) => new Set(group.map((index) => hashes[index])).size > 1);
  const distinct = new Set(groups.map((group) => hashes[group[0] ?? 0])).size;
  return [
    ...split.map((group) => `items ${group.join(', ')} should hash alike`),
    ...(!mayMerge && distinct < groups.length ? [`${groups.length} classes hash to ${distinct} values`] : []),
  ];
}
