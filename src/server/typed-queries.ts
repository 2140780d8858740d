// Operations that a person typed: compiled against the running schema, asked for by id as any other, forgotten with the schema.
import type { CompiledQuery, Engine } from '../engine/engine.ts';
import type { CompiledText } from '../protocol/inspection.ts';
import type { Project } from './project.ts';

/** Typed operations that are known at once; the oldest is forgotten first. */
export const TYPED_QUERIES_KEPT = 200;
/** What diagnostics call the text. */
const PATH = 'typed.pyre';

/** The typed operations of one server. */
export class TypedQueries {
  readonly #known = new Map<string, CompiledQuery>();
  /** What they were compiled against: under another schema their SQL means nothing. */
  #project: Project | null = null;

  /** Text with errors changes nothing. */
  compile(engine: Engine, project: Project, source: string): CompiledText {
    const compiled = engine.compile_queries([{ path: PATH, source }]);
    if (!compiled.ok) return { fits: false, diagnostics: compiled.diagnostics };
    const typed = compiled.value.filter((query) => !query.generated);
    for (const query of typed) this.#remember(project, query);
    return { fits: true, queries: typed.map(entryOf) };
  }

  find(project: Project, id: string): CompiledQuery | undefined {
    return this.#project === project ? this.#known.get(id) : undefined;
  }

  #remember(project: Project, query: CompiledQuery): void {
    if (this.#project !== project) this.#known.clear();
    this.#project = project;
    this.#known.delete(query.id);
    this.#known.set(query.id, query);
    const [oldest] = this.#known.keys();
    if (this.#known.size > TYPED_QUERIES_KEPT && oldest !== undefined) this.#known.delete(oldest);
  }
}

function entryOf({ id, name, operation, params, source, generated }: CompiledQuery): CompiledQueryEntry {
  return { id, name, operation, params, source, generated };
}

type CompiledQueryEntry = Extract<CompiledText, { fits: true }>['queries'][number];
