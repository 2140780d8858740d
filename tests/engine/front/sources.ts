// Short hands for tests of the front end: a checked text as `Kind line:column` lines, a formatted text.
import type { Diagnostic } from '../../../src/protocol/control.ts';
import { testEngine } from '../load-engine.ts';

const SCHEMA = 'schema.pyre';
const QUERIES = 'queries/case.pyre';

/** A schema that most query cases can be asked of. */
export const BLOG = `session {
    userId Int
    role   String?
    tags   Json<List<String>>
}

type Status = Draft | Live { since DateTime, by String? }

record User {
    @public
    id   Int    @id
    name String
    posts @link(Post.authorId)
}

record Post {
    @public
    id       Int    @id
    authorId Int
    title    String
    note     String?
    status   Status
    likes    Int    @default(0)
    score    Float?
    author @link(authorId, User.id)
}
`;

export async function diagnose(schema: string, queries?: string): Promise<readonly Diagnostic[]> {
  const engine = await testEngine();
  const sources = [{ path: SCHEMA, source: schema }];
  return engine.check(queries === undefined ? sources : [...sources, { path: QUERIES, source: queries }]);
}

/** `Kind line:column` of each diagnostic. */
export function places(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics.map(({ kind, ranges }) => `${kind} ${ranges[0]?.start.line}:${ranges[0]?.start.column}`);
}

/** A record with an integer key, open to everybody, and the given lines. */
export const record = (...lines: readonly string[]): string =>
  ['record A {', '    @public', '    id Int @id', ...lines.map((line) => `    ${line}`), '}', ''].join('\n');
