// The projects that the page ships, with a sentence about each.
import type { SourceFile } from './protocol/control.ts';
import type { ShippedProject } from './world/project.ts';

const files = import.meta.glob<string>('../schema/**/*.pyre', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** The files of one project: those of projects further below are not among them. */
function below(folder: string): readonly SourceFile[] {
  const root = `../schema/${folder}`;
  return Object.entries(files)
    .filter(([path]) => path.startsWith(root) && !path.slice(root.length).startsWith('examples/'))
    .map(([path, source]) => ({ path: path.slice(root.length), source }));
}

/** All projects, the demo first. */
export const shipped: readonly ShippedProject[] = [
  {
    id: 'demo',
    name: 'Posts',
    about: 'Drafts and published posts: an author sees drafts, everybody sees what is published.',
    sources: below(''),
  },
  {
    id: 'chat',
    name: 'Chat',
    about: 'Channels, members and messages: what a person reads depends on the channels and the role in the session.',
    sources: below('examples/chat/'),
  },
  {
    id: 'inventory',
    name: 'Stock room',
    about: 'Goods with text keys, prices, days and states: clerks, buyers and auditors each see another part.',
    sources: below('examples/inventory/'),
  },
  {
    id: 'deny-all',
    name: 'Deny all',
    about: 'Nobody may see anything: rows exist, and every client stays empty until a permission opens them.',
    sources: below('examples/deny-all/'),
  },
];
