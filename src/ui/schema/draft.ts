// The files as a person has edited them: only what differs from what is served, so that it follows whatever is served next.
import { createComputed, createMemo, createRoot, createSignal, untrack } from 'solid-js';
import type { SourceFile } from '../../protocol/control.ts';
import type { ProjectView } from '../../world/project.ts';
import type { Page } from '../page.tsx';

/** One file of the list. */
export interface DraftFile {
  readonly path: string;
  readonly source: string;
  /** How it differs from what is served. */
  readonly state: 'served' | 'edited' | 'added' | 'removed';
}

export interface Draft {
  /** All files in order, removed ones included. */
  readonly files: () => readonly DraftFile[];
  /** The files as they would be served. */
  readonly sources: () => readonly SourceFile[];
  readonly isEdited: () => boolean;
  /** The file that is open. */
  readonly open: () => DraftFile | null;
  choose(path: string): void;
  write(path: string, source: string): void;
  /** A new file with a name that is free; opens it. */
  add(): void;
  /** Gives a file another path; answers what is wrong with it, or null. */
  rename(path: string, next: string): string | null;
  remove(path: string): void;
  /** Takes one file's edits back. */
  restore(path: string): void;
  /** Takes all edits back. */
  discard(): void;
}

const SCHEMA = 'schema.pyre';
const NEW_QUERY = 'query NewQuery {\n    \n}\n';

const drafts = new WeakMap<Page, Draft>();

/** The draft of a page: one for its life, whatever is mounted. */
export function draftOf(page: Page): Draft {
  const known = drafts.get(page);
  if (known) return known;
  const draft = createRoot(() => createDraft(() => page.now().project));
  drafts.set(page, draft);
  return draft;
}

/** Exported for tests; use `draftOf`. */
export function createDraft(project: () => ProjectView): Draft {
  const [edits, setEdits] = createSignal<ReadonlyMap<string, string | null>>(new Map());
  const [chosen, setChosen] = createSignal(SCHEMA);
  const sources = createMemo(() => project().sources);
  const served = createMemo(() => new Map(sources().map(({ path, source }) => [path, source])));
  const files = createMemo(() => listed(served(), edits()));
  const edit = (change: (next: Map<string, string | null>) => void) =>
    setEdits((before) => {
      const next = new Map(before);
      change(next);
      return next;
    });
  const isEdited = createMemo(() => files().some(({ state }) => state !== 'served'));
  // What is served as it was edited is no edit any more, also when something else is served later.
  createComputed(() => {
    if (!isEdited() && untrack(edits).size > 0) setEdits(new Map());
  });
  const present = () => files().filter(({ state }) => state !== 'removed');
  return {
    files,
    sources: createMemo(() => present().map(({ path, source }) => ({ path, source }))),
    isEdited,
    open: createMemo(() => files().find(({ path }) => path === chosen()) ?? files()[0] ?? null),
    choose: setChosen,
    write: (path, source) => edit((next) => next.set(path, source)),
    add() {
      const path = freePath(files().map((file) => file.path));
      edit((next) => next.set(path, NEW_QUERY));
      setChosen(path);
    },
    rename(path, next) {
      const problem = pathProblem(
        next,
        files().filter((file) => file.path !== path),
      );
      const file = files().find((candidate) => candidate.path === path);
      if (problem !== null || !file || next === path) return problem;
      edit((edited) => edited.set(path, null).set(next, file.source));
      setChosen(next);
      return null;
    },
    remove: (path) => edit((next) => next.set(path, null)),
    restore: (path) => edit((next) => next.delete(path)),
    discard: () => setEdits(new Map()),
  };
}

/** Schema files first, then queries by path. */
function listed(served: ReadonlyMap<string, string>, edits: ReadonlyMap<string, string | null>): readonly DraftFile[] {
  const paths = [...new Set([...served.keys(), ...edits.keys()])];
  return paths
    .flatMap((path): DraftFile[] => {
      const before = served.get(path);
      const after = edits.get(path);
      if (after === undefined) return before === undefined ? [] : [{ path, source: before, state: 'served' }];
      if (after === null) return before === undefined ? [] : [{ path, source: before, state: 'removed' }];
      if (before === undefined) return [{ path, source: after, state: 'added' }];
      return [{ path, source: after, state: after === before ? 'served' : 'edited' }];
    })
    .toSorted((one, other) => rank(one.path) - rank(other.path) || (one.path < other.path ? -1 : 1));
}

function rank(path: string): number {
  return path === SCHEMA ? 0 : path.includes('schema') || path.endsWith('session.pyre') ? 1 : 2;
}

function freePath(taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const path = `queries/newQuery${number === 1 ? '' : number}.pyre`;
    if (!taken.includes(path)) return path;
  }
}

/** What is wrong with a path, in a sentence; null when nothing is. */
export function pathProblem(path: string, others: readonly DraftFile[]): string | null {
  if (!path.endsWith('.pyre')) return 'A file of the project ends in .pyre.';
  if (!/^[\w-]+(?:\/[\w-]+)*\.pyre$/.test(path)) return 'Use letters, digits, - and _, with / between folders.';
  return others.some((file) => file.path === path) ? `There is a file ${path} already.` : null;
}
