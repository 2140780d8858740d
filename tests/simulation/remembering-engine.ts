// An engine that remembers what it made of the same sources: most servers of most runs begin with them.
import type { Checked, Engine, Introspection } from '../../src/engine/engine.ts';
import { trapIsDue } from './traps.ts';

const answers = new Map<string, unknown>();
const LARGEST_MEMORY = 500;

/** `engine` with its readings of sources shared by all engines; where a trap is due it answers for itself. */
export function remembering(engine: Engine): Engine {
  let schema = '';
  const { check, compile_queries, migrate, migrate_with_introspection, set_schema, sql_triggers } = engine;
  return Object.assign(engine, {
    check: once('check', check),
    compile_queries: once('compile', compile_queries),
    migrate: once('migrate', migrate),
    migrate_with_introspection: once('migrate further', migrate_with_introspection),
    sql_triggers: () => once(`triggers of ${schema}`, sql_triggers)(),
    set_schema: (introspection: Introspection): Checked<unknown> => {
      schema = JSON.stringify(introspection);
      return set_schema(introspection);
    },
  });
}

function once<Args extends readonly unknown[], Answer>(
  name: string,
  call: (...args: Args) => Answer,
): (...args: Args) => Answer {
  return (...args) => {
    if (trapIsDue()) return call(...args);
    const asked = `${name} ${JSON.stringify(args)}`;
    if (!answers.has(asked)) remember(asked, call(...args));
    return answers.get(asked) as Answer;
  };
}

function remember(asked: string, answer: unknown): void {
  if (answers.size >= LARGEST_MEMORY) answers.clear();
  answers.set(asked, answer);
}
