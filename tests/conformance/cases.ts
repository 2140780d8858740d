// Recorded cases: reads files of JSON lines and tells of which kind each line is by its shape.
import { readFileSync } from 'node:fs';
import { isJsonObject, type JsonObject } from '../../src/base/json.ts';

export type Kind = 'schema' | 'query' | 'result' | 'permission' | 'delta' | 'page' | 'hash';

export interface Case {
  readonly id: string;
  readonly kind: Kind;
  readonly data: JsonObject;
}

/** The cases of one file. */
export function readCases(path: string): Case[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line, index) => toCase(JSON.parse(line), `${path}:${index + 1}`));
}

/** A JSON file of the vectors folder that cases refer to, e.g. `fixtures.json`. */
export function readVectors(name: string): JsonObject {
  const data: unknown = JSON.parse(readFileSync(new URL(`vectors/${name}`, import.meta.url), 'utf8'));
  if (!isJsonObject(data)) throw new Error(`${name} is not an object`);
  return data;
}

function toCase(data: unknown, place: string): Case {
  if (!isJsonObject(data) || typeof data.id !== 'string') throw new Error(`${place} is not a case: it has no id`);
  const kind = kindOf(data);
  if (!kind) throw new Error(`${place} (${data.id}) is of no known kind`);
  return { id: data.id, kind, data };
}

function kindOf(data: JsonObject): Kind | undefined {
  if ('items' in data) return 'hash';
  if ('cursor' in data) return 'page';
  if ('affected' in data && 'sessions' in data) return 'delta';
  if ('permission' in data) return 'permission';
  if ('query' in data) return 'session' in data ? 'result' : 'query';
  if ('source' in data) return 'schema';
  return undefined;
}
