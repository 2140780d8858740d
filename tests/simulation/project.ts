// What a simulation needs to know of a project: its sources and their variants, oracles of its rules, and what its clients ask for.
import type { JsonObject } from '../../src/base/json.ts';
import type { Random } from '../../src/base/random.ts';
import type { SourceFile } from '../../src/protocol/control.ts';
import type { Row, RowKey } from '../../src/protocol/rows.ts';
import type { SessionValues } from '../../src/protocol/session.ts';

/** A table's rule twice more, apart from the engine: on a row as it travels, and as SQL over `$` and the session's fields. */
export interface TableOracle {
  readonly name: string;
  /** Its primary key. */
  readonly key: string;
  /** A column whose text was written by one request: no two rows may share it. */
  readonly once?: string;
  /** The row as it travels, of the row as it lies in the table; the same where left out. */
  readonly shape?: (row: Row) => Row;
  readonly sees: (row: Row, session: SessionValues) => boolean;
  readonly where: string;
}

/** One state of the sources; the rules change while clients are connected. */
export interface Variant {
  readonly sources: readonly SourceFile[];
  readonly tables: readonly TableOracle[];
}

export interface DrawnMutation {
  readonly query: string;
  readonly args: JsonObject;
}

/** A key that the table has, or one that it has not. */
export type Keys = (table: string) => RowKey;

export interface SimulatedProject {
  /** The first is what a database begins with. */
  readonly variants: readonly Variant[];
  readonly drawSession: (random: Random) => SessionValues;
  /** Anything; `text` was never used before. */
  readonly drawMutation: (random: Random, keys: Keys, text: string) => DrawnMutation;
  /** An insert of `text` that nothing refuses. */
  readonly drawInsert: (random: Random, text: string) => DrawnMutation;
  /** Writes again what `drawInsert` made. */
  readonly touch: (keys: Keys, text: string) => DrawnMutation;
  /** Takes away what `drawInsert` made. */
  readonly remove: (keys: Keys) => DrawnMutation;
  /** Key and owner change in one write. */
  readonly drawRekey: (random: Random, keys: Keys) => DrawnMutation;
}

/** Which variant has these sources; -1 when none has. */
export function variantOf({ variants }: SimulatedProject, sources: readonly SourceFile[]): number {
  const [schema] = sources;
  return variants.findIndex((variant) => variant.sources[0]?.source === schema?.source);
}

/** The oracles of a variant. */
export function tablesOf({ variants }: SimulatedProject, variant: number): readonly TableOracle[] {
  return variants[variant]?.tables ?? [];
}

export type Operation = 'insert' | 'update' | 'delete';

/** What each mutation of the sources does, by both of its names. */
export function operationsOf({ variants }: SimulatedProject): ReadonlyMap<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const { source } of variants.flatMap(({ sources }) => sources)) {
    for (const [, word, name = ''] of source.matchAll(/^(insert|update|delete) (\w+)/gm)) {
      const operation = word === 'insert' || word === 'update' ? word : 'delete';
      operations.set(name, operation).set(name.charAt(0).toLowerCase() + name.slice(1), operation);
    }
  }
  return operations;
}

/** The table that a field of a query reads, by the plural of its name; or by its own, where it is a list of links. */
export function tableOfField(tables: readonly TableOracle[], field: string): TableOracle | undefined {
  const names = new Set([field, `${field}s`, field.replace(/y$/, 'ies')]);
  return tables.find(({ name }) => names.has(name));
}
