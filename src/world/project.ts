// The project that the server serves: its files, what other files would do, and the ways there and back [UI-10].
import type { ClientId, SessionId } from '../base/ids.ts';
import type { SchemaAnswer } from '../protocol/catalog.ts';
import type { ControlAnswer, Diagnostic, ProjectControl, SourceFile } from '../protocol/control.ts';
import type { TableImpact } from '../protocol/impact.ts';
import type { SessionValues } from '../protocol/session.ts';

/** A project that is shipped with the page. */
export interface ShippedProject {
  readonly id: string;
  readonly name: string;
  /** What it shows, in a sentence. */
  readonly about: string;
  readonly sources: readonly SourceFile[];
}

/** What is served, as far as the page knows. */
export interface ProjectView {
  /** Id of the shipped project that it began with. */
  readonly shipped: string;
  /** The files; empty until the server told them. */
  readonly sources: readonly SourceFile[];
  /** Whether there are files from before the last change to go back to. */
  readonly revertible: boolean;
}

/** What one client would notice of other files. */
export interface ClientImpact {
  readonly client: ClientId;
  readonly name: string;
  /** The session's values under the new session block, where they are others. */
  readonly session: SessionValues | null;
  /** Tables that start anew for it; the others stay as they are. */
  readonly tables: readonly TableImpact[];
}

/** What other files would mean for this page; nothing has happened yet. */
export interface ImpactView {
  readonly schema: SchemaAnswer;
  /** Statements that bring the database to the schema, in order. */
  readonly migration: readonly string[];
  /** Clients of this page, in its order. */
  readonly clients: readonly ClientImpact[];
  /** Connected clients of other pages that some table starts anew for. */
  readonly elsewhere: number;
  /** False when there was too much to compare. */
  readonly complete: boolean;
}

/** An answer, or why not: a sentence, and what is wrong with the files. */
export type ProjectOutcome<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly message: string; readonly diagnostics: readonly Diagnostic[] };

/** What a person does with the project. Nothing throws; nothing but `apply`, `revert` and `choose` touches the running world. */
export interface ProjectIntents {
  /** The projects to choose from. */
  readonly shipped: readonly ShippedProject[];
  /** Asks the server for its files again: another page may have changed them. */
  refresh(): Promise<void>;
  /** Everything that is wrong with these files. */
  check(sources: readonly SourceFile[]): Promise<ControlAnswer<readonly Diagnostic[]>>;
  /** One of the files in its canonical form. */
  format(path: string, sources: readonly SourceFile[]): Promise<ControlAnswer<string>>;
  /** What `apply` would do. `drop` names tables (`posts`) and columns (`posts.title`) whose data may be lost. */
  preview(sources: readonly SourceFile[], drop?: readonly string[]): Promise<ProjectOutcome<ImpactView>>;
  /** Serves these files from now on, rows kept [SYNC-13]. */
  apply(sources: readonly SourceFile[], drop?: readonly string[]): Promise<ProjectOutcome<null>>;
  /** Serves the files from before the last `apply` again; what that one added goes. */
  revert(): Promise<ProjectOutcome<null>>;
  /** Starts over with a shipped project: a new database, the clients' sessions made to fit. */
  choose(id: string): Promise<void>;
}

/** A client of this page, as a preview needs it. */
export interface ProjectClient {
  readonly id: ClientId;
  readonly name: string;
  readonly sessionId: SessionId | null;
}

export interface ProjectOptions {
  readonly control: ProjectControl;
  readonly shipped: readonly ShippedProject[];
  /** Id of the shipped project that the world began with. */
  readonly began: string;
  readonly clients: () => readonly ProjectClient[];
  /** Reads schema and queries again, after they changed. */
  readonly readCatalog: () => Promise<void>;
  /** A new database from these files; whether it runs. */
  readonly startOver: (project: Pick<ShippedProject, 'id' | 'sources'>) => Promise<boolean>;
  /** How to bring the rows of now back into another database of the same files; undefined where there is no way. */
  readonly rowsBack: () => Promise<(() => Promise<void>) | undefined>;
  /** Says what happened; `wayBack` undoes it. */
  readonly tell: (tone: 'plain' | 'trouble', text: string, wayBack?: () => Promise<void>) => void;
  readonly changed: () => void;
}

/** What was served before a change, and what the change added. */
interface Former {
  readonly sources: readonly SourceFile[];
  readonly added: readonly string[];
}

/** Changes that can be taken back, one after the other. */
const MOST_FORMER = 50;

export class Project implements ProjectIntents {
  readonly #options: ProjectOptions;
  #former: readonly Former[] = [];
  #view: ProjectView;
  /** Odd while a change is under way. */
  #changes = 0;

  constructor(options: ProjectOptions) {
    this.#options = options;
    this.#view = { shipped: options.began, sources: [], revertible: false };
  }

  get view(): ProjectView {
    return this.#view;
  }

  get shipped(): readonly ShippedProject[] {
    return this.#options.shipped;
  }

  async refresh(): Promise<void> {
    const turn = this.#changes;
    const answer = await this.#options.control.sources();
    // What was asked before or during a change of our own is no news.
    const stale = turn !== this.#changes || turn % 2 === 1;
    if (!answer.ok || stale || sameSources(answer.value, this.#view.sources)) return;
    const first = this.#view.sources.length === 0;
    this.#former = [];
    const known = this.#options.shipped.find((project) => sameSources(project.sources, answer.value));
    this.#show({ sources: answer.value, ...(known ? { shipped: known.id } : {}) });
    if (!first) void this.#options.readCatalog();
  }

  check(sources: readonly SourceFile[]): ReturnType<ProjectIntents['check']> {
    return this.#options.control.checkSources(sources);
  }

  async format(path: string, sources: readonly SourceFile[]): Promise<ControlAnswer<string>> {
    const file = sources.find((candidate) => candidate.path === path);
    if (!file) return { ok: false, message: `There is no file ${path}.` };
    return this.#options.control.formatSource(file, sources.filter(isSchemaFile));
  }

  async preview(sources: readonly SourceFile[], drop: readonly string[] = []): Promise<ProjectOutcome<ImpactView>> {
    const clients = this.#options.clients();
    const sessionIds = clients.flatMap(({ sessionId }) => (sessionId === null ? [] : [sessionId]));
    const answer = await this.#options.control.previewProject(sources, { sessionIds, drop });
    if (!answer.ok) return answer;
    const { schema, migration, complete, sessions } = answer.value;
    const bySession = new Map(sessions.map((impact) => [impact.sessionId, impact]));
    const ours = new Set<string>(sessionIds);
    const impacts = clients.map(({ id, name, sessionId }): ClientImpact => {
      const impact = sessionId === null ? undefined : bySession.get(sessionId);
      const session = impact?.valuesChange ? impact.session : null;
      return { client: id, name, session, tables: impact?.tables ?? [] };
    });
    const elsewhere = sessions.filter(({ sessionId, tables }) => tables.length > 0 && !ours.has(sessionId)).length;
    return { ok: true, value: { schema, migration, complete, clients: impacts, elsewhere } };
  }

  async apply(sources: readonly SourceFile[], drop: readonly string[] = []): Promise<ProjectOutcome<null>> {
    const before = this.#view.sources;
    const answer = await this.#change(sources, drop);
    if (!answer.ok) return answer;
    this.#former = [...this.#former, { sources: before, added: answer.value }].slice(-MOST_FORMER);
    this.#show({ sources });
    this.#options.tell('plain', appliedText(drop), async () => void (await this.revert()));
    return { ok: true, value: null };
  }

  async revert(): Promise<ProjectOutcome<null>> {
    const former = this.#former.at(-1);
    if (!former) return { ok: false, message: 'There is nothing to go back to.', diagnostics: [] };
    const answer = await this.#change(former.sources, former.added);
    if (!answer.ok) {
      const why = answer.diagnostics[0]?.message ?? answer.message;
      this.#options.tell('trouble', `The change cannot be taken back: ${why}`);
      return answer;
    }
    this.#former = this.#former.slice(0, -1);
    this.#show({ sources: former.sources });
    this.#options.tell('plain', 'The schema is again what it was before.');
    return { ok: true, value: null };
  }

  async choose(id: string): Promise<void> {
    const project = this.#options.shipped.find((candidate) => candidate.id === id);
    if (!project) return;
    const before = { id: this.#view.shipped, sources: this.#view.sources, former: this.#former };
    const rowsBack = await this.#options.rowsBack();
    if (!(await this.#startOver(project, []))) return;
    const text = `The server started over with ${project.name}: a new database; every client fetches its rows anew.`;
    const back = async () => {
      if (await this.#startOver(before, before.former)) await rowsBack?.();
    };
    this.#options.tell('plain', text, rowsBack && back);
  }

  async #startOver(
    { id, sources }: Pick<ShippedProject, 'id' | 'sources'>,
    former: readonly Former[],
  ): Promise<boolean> {
    if (!(await this.#options.startOver({ id, sources }))) return false;
    this.#former = former;
    this.#show({ shipped: id, sources });
    return true;
  }

  /** What the change added. */
  async #change(sources: readonly SourceFile[], drop: readonly string[]): Promise<ProjectOutcome<readonly string[]>> {
    this.#changes++;
    const answer = await this.#options.control.changeProject(sources, drop);
    this.#changes++;
    if (!answer.ok) return answer;
    // In a pause the catalog comes when time goes on.
    void this.#options.readCatalog();
    return { ok: true, value: answer.added };
  }

  #show(change: Partial<ProjectView>): void {
    this.#view = { ...this.#view, ...change, revertible: this.#former.length > 0 };
    this.#options.changed();
  }
}

function appliedText(drop: readonly string[]): string {
  if (drop.length === 0)
    return 'The schema was applied; the server kept every row. Clients fetch what they may see now.';
  return `The schema was applied; ${drop.join(', ')} ${drop.length === 1 ? 'is' : 'are'} gone.`;
}

/** Whether a file holds schema: `session.pyre`, and every path with `schema` in it. */
export function isSchemaFile({ path }: SourceFile): boolean {
  return path.includes('schema') || /(?:^|\/)session\.pyre$/.test(path);
}

/** Whether two lists hold the same files, in any order. */
export function sameSources(some: readonly SourceFile[], others: readonly SourceFile[]): boolean {
  const texts = new Map(others.map(({ path, source }) => [path, source]));
  return some.length === texts.size && some.every(({ path, source }) => texts.get(path) === source);
}
