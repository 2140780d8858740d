// What the command line over the engine can do, each command from its arguments to the text it prints.
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import initSqlJs from 'sql.js';
import { parseJson } from '../src/base/json.ts';
import type { Checked, CompiledQuery, Engine, Introspection, Migration } from '../src/engine/engine.ts';
import type { Diagnostic, SourceFile } from '../src/protocol/control.ts';
import { FileError } from './serve-files.ts';

export const USAGE = `Checks, formats and compiles Pyre sources.

Usage: npm run -s pyre -- <command>

  check DIR [--json]                     all errors of the project in DIR
  format FILE [--write]                  the canonical text; --write puts it into the file
  sql FILE --schema FILE [--json]        the SQL of every query in FILE
  migrate FILE [--from FILE] [--drop NAME …] [--json]
                                         the SQL that makes the schema's tables, or leads there from another schema;
                                         --drop names a table or table.column that may go with its data
`;

/** The command line was wrong: the message says how. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** What to print, and whether all was well. */
export interface CommandOutcome {
  readonly ok: boolean;
  readonly text: string;
}

interface Arguments {
  readonly place: string;
  readonly json: boolean;
  readonly write: boolean;
  readonly schema: string | undefined;
  readonly from: string | undefined;
  readonly drop: readonly string[];
}

const COMMANDS: Readonly<Record<string, (engine: Engine, given: Arguments) => Promise<CommandOutcome>>> = {
  check,
  format,
  sql,
  migrate,
};

/** Runs one command. Throws `UsageError` or `FileError` with a sentence for a person. */
export async function runCommand(engine: Engine, words: readonly string[]): Promise<CommandOutcome> {
  const [name = '', ...rest] = words;
  if (name === '' || name === '--help' || name === 'help') return { ok: true, text: USAGE };
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (!command) throw new UsageError(`There is no command ${name}; there are ${Object.keys(COMMANDS).join(', ')}.`);
  return command(engine, readArguments(name, rest));
}

function readArguments(command: string, words: readonly string[]): Arguments {
  const { values, positionals } = parsed(words);
  const [place, ...more] = positionals;
  if (place === undefined || more.length > 0) {
    throw new UsageError(`${command} takes one ${command === 'check' ? 'folder' : 'file'}.`);
  }
  return { place, json: values.json, write: values.write, schema: values.schema, from: values.from, drop: values.drop };
}

function parsed(words: readonly string[]) {
  try {
    return parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        json: { type: 'boolean', default: false },
        write: { type: 'boolean', default: false },
        schema: { type: 'string' },
        from: { type: 'string' },
        drop: { type: 'string', multiple: true, default: [] },
      },
    });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

async function check(engine: Engine, { place, json }: Arguments): Promise<CommandOutcome> {
  const sources = await readFolder(place);
  const diagnostics = engine.check(sources);
  const text = json ? asJson(diagnostics.map(toJson)) : checkText(diagnostics, sources.length, place);
  return { ok: diagnostics.length === 0, text };
}

function checkText(diagnostics: readonly Diagnostic[], files: number, place: string): string {
  return diagnostics.length === 0 ? `Checked ${files} Pyre files in ${place}.\n` : rendered(diagnostics);
}

async function format(engine: Engine, { place, write }: Arguments): Promise<CommandOutcome> {
  const source = await readText(place);
  const text = engine.format({ path: basename(place), source }, await schemasBeside(place));
  if (write && text !== source) await writeFile(place, text);
  return { ok: true, text: write ? '' : text };
}

async function sql(engine: Engine, { place, schema, json }: Arguments): Promise<CommandOutcome> {
  if (schema === undefined) throw new UsageError('sql needs the schema: --schema FILE.');
  const loaded = engine.set_schema({ ...NOTHING, schema_source: await readText(schema) });
  if (!loaded.ok) return refusal(loaded.diagnostics, json);
  const compiled = engine.compile_queries([{ path: basename(place), source: await readText(place) }]);
  if (!compiled.ok) return refusal(compiled.diagnostics, json);
  const queries = compiled.value.filter((query) => !query.generated);
  return { ok: true, text: json ? asJson(queries) : queries.map(queryText).join('\n') };
}

const NOTHING: Introspection = {
  tables: [],
  migration_state: { NoMigrationTable: null },
  schema_source: '',
  links: [],
};

function queryText({ name, operation, id, statements }: CompiledQuery): string {
  const texts = statements.map((statement) => `${statement.sql.trim()};\n`);
  return `-- ${operation} ${name} ${id}\n${texts.join('\n')}`;
}

async function migrate(engine: Engine, { place, from, drop, json }: Arguments): Promise<CommandOutcome> {
  const source = await readText(place);
  const migration = from === undefined ? engine.migrate('push', source) : await migrateFrom(engine, from, source, drop);
  if (!migration.ok) return refusal(migration.diagnostics, json);
  const statements = migration.value.sql;
  return {
    ok: true,
    text: json ? asJson(statements) : statements.map((statement) => `${statement.trim()};\n`).join(''),
  };
}

/** Makes a database of the older schema, to see what leads from there to the newer. */
async function migrateFrom(
  engine: Engine,
  from: string,
  source: string,
  drop: readonly string[],
): Promise<Checked<Migration>> {
  const older = engine.migrate('push', await readText(from));
  if (!older.ok) return older;
  const { Database } = await initSqlJs();
  const database = new Database();
  try {
    for (const statement of older.value.sql) database.run(statement);
    database.run(older.value.mark_success.sql, { ...older.value.mark_success.params });
    const text = database.exec(engine.sql_introspect())[0]?.values[0]?.[0];
    const introspection = parseJson(String(text)) as unknown as Introspection;
    return engine.migrate_with_introspection('push', source, introspection, { drop });
  } finally {
    database.close();
  }
}

function refusal(diagnostics: readonly Diagnostic[], json: boolean): CommandOutcome {
  return { ok: false, text: json ? asJson(diagnostics.map(toJson)) : rendered(diagnostics) };
}

const rendered = (diagnostics: readonly Diagnostic[]): string =>
  diagnostics.map((diagnostic) => `${diagnostic.rendered.trimEnd()}\n`).join('\n');

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

function toJson({ path, kind, title, message, hint, ranges }: Diagnostic): object {
  return { filepath: path, kind, title, description: message, hint, locations: [{ primary: ranges, contexts: [] }] };
}

/** All `.pyre` files below a folder, paths relative to it, sorted. */
async function readFolder(folder: string): Promise<readonly SourceFile[]> {
  const names = await readdir(folder, { recursive: true }).catch(() => {
    throw new FileError(`There is no folder ${folder}.`);
  });
  const paths = ofOneProject(names.map((name) => name.replaceAll('\\', '/')).filter((name) => name.endsWith('.pyre')));
  if (paths.length === 0) throw new FileError(`There are no .pyre files in ${folder}.`);
  return Promise.all(paths.map(async (path) => ({ path, source: await readText(join(folder, path)) })));
}

/** Where a folder has its schema in one file, folders below that have one too are projects of their own. */
function ofOneProject(paths: readonly string[]): readonly string[] {
  const others = paths.includes('schema.pyre')
    ? paths.filter((path) => path.endsWith('/schema.pyre')).map((path) => path.slice(0, -'schema.pyre'.length))
    : [];
  return paths.filter((path) => !others.some((folder) => path.startsWith(folder))).toSorted();
}

/** The schema that a file belongs to: beside it, or one folder up. None is fine. */
async function schemasBeside(file: string): Promise<readonly SourceFile[]> {
  for (const folder of [dirname(file), dirname(dirname(file))]) {
    const source = await readFile(join(folder, 'schema.pyre'), 'utf8').catch(() => undefined);
    if (source !== undefined && basename(file) !== 'schema.pyre') return [{ path: 'schema.pyre', source }];
  }
  return [];
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => {
    throw new FileError(`There is no file ${path}.`);
  });
}
