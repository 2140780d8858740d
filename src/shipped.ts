// The projects that the page ships, with a sentence about each.
import type { SourceFile } from './protocol/control.ts';
import type { ShippedProject } from './world/project.ts';

const files = import.meta.glob<string>('../schema/examples/**/*.pyre', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** All projects, the demo first. */
export function shippedProjects(demo: readonly SourceFile[]): readonly ShippedProject[] {
  return [
    {
      id: 'demo',
      name: 'Posts',
      about: 'Drafts and published posts: an author sees drafts, everybody sees what is published.',
      sources: demo,
    },
    {
      id: 'chat',
      name: 'Chat',
      about: 'Channels, members and messages: what a person reads depends on the channels and the role in the session.',
      sources: below('chat'),
    },
    {
      id: 'inventory',
      name: 'Stock room',
      about: 'Goods with text keys, prices, days and states: clerks, buyers and auditors each see another part.',
      sources: below('inventory'),
    },
    {
      id: 'deny-all',
      name: 'Deny all',
      about: 'Nobody may see anything: rows exist, and every client stays empty until a permission opens them.',
      sources: below('deny-all'),
    },
  ];
}

function below(folder: string): readonly SourceFile[] {
  const root = `../schema/examples/${folder}/`;
  return Object.entries(files)
    .filter(([path]) => path.startsWith(root))
    .map(([path, source]) => ({ path: path.slice(root.length), source }));
}
