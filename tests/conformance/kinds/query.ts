// Query cases: the verdict, and of an accepted file its operations, ids, parameters and session values.
import type { Engine } from '../../../src/engine/engine.ts';
import type { Case } from '../cases.ts';
import { difference, gather } from '../compare.ts';
import { objects, openDatabase } from '../database.ts';
import { compareErrors } from '../diagnostics.ts';
import { fixture } from '../fixtures.ts';
import type { Findings } from '../outcome.ts';

export async function queryFindings(engine: Engine, { data }: Case): Promise<Findings> {
  const opened = await openDatabase(engine, fixture(String(data.schema)).source);
  if (!opened.ok) return ['the fixture is refused', ...opened.diagnostics.map((diagnostic) => diagnostic.rendered)];
  const compiled = engine.compile_queries([{ path: 'queries/case.pyre', source: String(data.query) }]);
  if (data.verdict === 'error') {
    opened.database.close();
    return compiled.ok ? ['ours accepts it'] : compareErrors(compiled.diagnostics, data.errors);
  }
  if (!compiled.ok) {
    opened.database.close();
    return compiled.diagnostics.map((diagnostic) => `ours refuses: ${diagnostic.kind} ${diagnostic.message}`);
  }
  const written = compiled.value.filter((query) => !query.generated);
  const ours = written.map((query) => ({
    name: query.name,
    id: query.id,
    operation: query.operation,
    params: query.params.map(({ name, type, nullable, omittable }) => ({ name, type, nullable, omittable })),
    session_args: query.sessionFields.toSorted(),
  }));
  const theirs = objects(data.operations).map((operation) => ({
    name: operation.name,
    id: operation.id,
    operation: operation.operation,
    params: objects(operation.params).map(({ name, type, nullable, omittable }) => ({
      name,
      type,
      nullable,
      omittable,
    })),
    session_args: Array.isArray(operation.session_args) ? operation.session_args.map(String).toSorted() : [],
  }));
  const broken = written.flatMap((query) =>
    query.statements.flatMap((statement) => prepareError(opened.database, statement.sql)),
  );
  opened.database.close();
  return gather(difference('operations', ours, theirs), ...broken);
}

function prepareError(database: { prepare(sql: string): { free(): boolean } }, sql: string): string[] {
  try {
    database.prepare(sql).free();
    return [];
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // Later statements of a nested insert read temporary tables that the earlier ones make.
    return message.includes('no such table: _pyre_inserted') ? [] : [`SQL does not compile: ${message}`];
  }
}
