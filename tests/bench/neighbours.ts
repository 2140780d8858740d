// Neighbours: Yjs and TinyBase, wired as their own documents show, for many replicas in one process and no transport.
import { createMergeableStore, type MergeableStore } from 'tinybase';
import * as Y from 'yjs';

const post = (id: number) => ({
  id,
  title: `Post ${id}`,
  content: 'Some text',
  authorUserId: 3,
  published: true,
  createdAt: 1_700_000_000,
  updatedAt: 1_700_000_000,
});

/** Rows that every replica holds before anything is measured, as in the demo. */
const HELD = 40;

/** One insert into one Yjs document until `replicas` others hold it. */
export function spreadingYjs(replicas: number): () => void {
  const source = new Y.Doc();
  const others = Array.from({ length: replicas }, () => new Y.Doc());
  source.on('update', (update: Uint8Array) => {
    for (const other of others) Y.applyUpdate(other, update);
  });
  const posts = source.getMap('posts');
  let next = 1;
  const insert = (): void => void posts.set(String(next), new Y.Map(Object.entries(post(next++))));
  for (let held = 0; held < HELD; held++) insert();
  return () => {
    insert();
    if (others.at(-1)?.getMap('posts').size !== next - 1) throw new Error('a Yjs document missed the insert');
  };
}

/** One insert into one TinyBase store until `replicas` others hold it. */
export function spreadingTinyBase(replicas: number): () => void {
  const source = createMergeableStore('source');
  const others = Array.from({ length: replicas }, (_, index) => createMergeableStore(`replica${index}`));
  source.addDidFinishTransactionListener(() => {
    const changes = source.getTransactionMergeableChanges();
    for (const other of others) other.applyMergeableChanges(changes);
  });
  let next = 1;
  const insert = (): void => void source.setRow('posts', String(next), post(next++));
  for (let held = 0; held < HELD; held++) insert();
  return () => {
    insert();
    if (others.at(-1)?.getRowCount('posts') !== next - 1) throw new Error('a TinyBase store missed the insert');
  };
}

/** A Yjs document of so many rows, loaded from its update into a fresh one. */
export function loadingYjs(rows: number): () => void {
  const source = new Y.Doc();
  source.transact(() => {
    const posts = source.getMap('posts');
    for (let id = 1; id <= rows; id++) posts.set(String(id), new Y.Map(Object.entries(post(id))));
  });
  const update = Y.encodeStateAsUpdate(source);
  return () => {
    const replica = new Y.Doc();
    Y.applyUpdate(replica, update);
    if (replica.getMap('posts').size !== rows) throw new Error('Yjs lost rows');
  };
}

/** A TinyBase store of so many rows, loaded from its content into a fresh one. */
export function loadingTinyBase(rows: number): () => void {
  const source = createMergeableStore('source');
  source.transaction(() => {
    for (let id = 1; id <= rows; id++) source.setRow('posts', String(id), post(id));
  });
  const text = JSON.stringify(source.getMergeableContent());
  return () => {
    const replica: MergeableStore = createMergeableStore('replica');
    replica.setMergeableContent(JSON.parse(text) as ReturnType<MergeableStore['getMergeableContent']>);
    if (replica.getRowCount('posts') !== rows) throw new Error('TinyBase lost rows');
  };
}
