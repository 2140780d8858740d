// Every document's links lead somewhere: to a file of the project, or to a heading.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const NOT_OURS = new Set(['node_modules', 'dist', 'test-results']);

const documents = readdirSync(root, { withFileTypes: true })
  .flatMap((entry) => {
    if (NOT_OURS.has(entry.name) || entry.name === '.git') return [];
    if (!entry.isDirectory()) return [entry.name];
    return readdirSync(join(root, entry.name), { recursive: true, encoding: 'utf8' }).map((path) =>
      join(entry.name, path),
    );
  })
  .filter((path) => path.endsWith('.md'));

/** Targets of links and pictures, code blocks left out. */
function targetsIn(text: string): readonly string[] {
  const prose = text.replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].flatMap(([, target]) => target ?? []);
}

/** What a heading is called in an address. */
function anchorsIn(text: string): readonly string[] {
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}

function isBroken(document: string, target: string): boolean {
  if (/^(https?|mailto):/.test(target)) return !URL.canParse(target);
  const [path = '', anchor] = target.split('#');
  const file = path === '' ? join(root, document) : join(root, dirname(document), path);
  if (!existsSync(file)) return true;
  return anchor !== undefined && !anchorsIn(readFileSync(file, 'utf8')).includes(anchor);
}

describe('links of documents', () => {
  test('are found', () => {
    expect(documents).toEqual(expect.arrayContaining(['README.md', 'ARCHITECTURE.md', 'schema/README.md']));
    expect(targetsIn(readFileSync(join(root, 'README.md'), 'utf8')).length).toBeGreaterThan(5);
    expect(isBroken('README.md', 'no/such/file.md')).toBe(true);
    expect(isBroken('README.md', '#no-such-heading')).toBe(true);
  });

  test.each(documents)('%s leads nowhere that is not there', (document) => {
    const targets = targetsIn(readFileSync(join(root, document), 'utf8'));
    expect(targets.filter((target) => isBroken(document, target))).toEqual([]);
  });
});
