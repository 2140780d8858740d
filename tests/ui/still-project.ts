// A project that stands still: what each question answers is set by the test, and every intent is noted.
import type { SourceFile } from '../../src/protocol/control.ts';
import type { ImpactView, ProjectIntents, ProjectView } from '../../src/world/project.ts';

const schemaText = `record Post {
    @allow(query) { published == True }
    @allow(insert, update, delete) { False }

    id        Int    @id
    title     String
    published Bool
}
`;

export const sources: readonly SourceFile[] = [
  { path: 'schema.pyre', source: schemaText },
  { path: 'queries/listPosts.pyre', source: 'query ListPosts {\n    post {\n        id\n        title\n    }\n}\n' },
];

export const projectView: ProjectView = { shipped: 'demo', sources, revertible: false };

/** Nothing changes for anybody. */
export const noImpact: ImpactView = {
  schema: { source: schemaText, session: [], unions: [], tables: [] },
  migration: [],
  clients: [],
  elsewhere: 0,
  complete: true,
};

export interface StillProject extends ProjectIntents {
  answers: {
    check: Awaited<ReturnType<ProjectIntents['check']>>;
    preview: Awaited<ReturnType<ProjectIntents['preview']>>;
    apply: Awaited<ReturnType<ProjectIntents['apply']>>;
    format: Awaited<ReturnType<ProjectIntents['format']>>;
  };
}

export function stillProject(note: (name: string, ...args: unknown[]) => void): StillProject {
  const project: StillProject = {
    answers: {
      check: { ok: true, value: [] },
      preview: { ok: true, value: noImpact },
      apply: { ok: true, value: null },
      format: { ok: true, value: '' },
    },
    shipped: [
      { id: 'demo', name: 'Posts', about: 'Drafts and posts.', sources },
      { id: 'chat', name: 'Chat', about: 'Channels and messages.', sources },
    ],
    refresh: async () => note('refresh'),
    async check(files) {
      note('check', files);
      return project.answers.check;
    },
    async format(path, files) {
      note('format', path, files);
      return project.answers.format;
    },
    async preview(files, drop) {
      note('preview', files, drop);
      return project.answers.preview;
    },
    async apply(files, drop) {
      note('apply', files, drop);
      return project.answers.apply;
    },
    async revert() {
      note('revert');
      return { ok: true, value: null };
    },
    choose: async (id) => note('choose', id),
  };
  return project;
}
