// A world that stands still until a test moves it: plain pictures, and a record of every intent.
import { asClientId, type ClientId } from '../../src/base/ids.ts';
import type { JsonObject } from '../../src/base/json.ts';
import type { RunAnswer } from '../../src/client/client.ts';
import type { QueryEntry, SchemaAnswer, ValueType } from '../../src/protocol/catalog.ts';
import type { Explanation } from '../../src/protocol/control.ts';
import { heldCells } from '../../src/world/held.ts';
import { projectView, stillProject, type StillProject } from './still-project.ts';
import type { MessageView } from '../../src/world/messages.ts';
import type { Moment } from '../../src/world/recording.ts';
import type { Cell, ClientView, World, WorldView } from '../../src/world/world.ts';

export interface StillWorld extends World {
  readonly project: StillProject;
  /** Intents so far, each with its arguments. */
  readonly intents: (readonly [name: string, ...args: unknown[]])[];
  /** Shows another picture. */
  show(change: Partial<WorldView>): void;
  say(messages: readonly MessageView[]): void;
  /** Has recorded these moments. */
  record(moments: readonly Moment[]): void;
  /** What `submit` answers next. */
  answer: RunAnswer;
}

/** Rows as a client holds them: key, title, whether its flag is off. */
export type PostSketch = readonly [key: number, title: string, published: boolean];

export function post([key, title, published]: PostSketch): Cell {
  const stamp = 1_000_000 + key;
  const row = {
    id: key,
    title,
    published: published ? 1 : 0,
    authorUserId: (key % 4) + 1,
    _pyre_stamp: stamp,
  };
  return { table: 'posts', key, title, faint: !published, stamp, row };
}

export function clientView(
  number: number,
  name: string,
  posts: readonly Cell[],
  change: Partial<ClientView> = {},
): ClientView {
  return {
    id: asClientId(`client-${number}`),
    number,
    name,
    session: { userId: number, role: 'user' },
    phase: 'live',
    tables: [heldCells('posts', 'Post', posts)],
    cursor: [
      {
        table: 'posts',
        lastSeen: 1_700_000_000_123_456,
        permissionHash: 'a1b2c3d4e5f60718293a4b5c6d7e8f90',
        heldRows: posts.length,
      },
      {
        table: 'users',
        lastSeen: 1_700_000_000_003_456,
        permissionHash: '90a1b2c3d4e5f60718293a4b5c6d7e8f',
        heldRows: 1,
      },
    ],
    heldRows: posts.length + 1,
    serverRevision: 3,
    storage: 'stored',
    lastError: null,
    link: { latencyMs: 0, jitterMs: 0, loss: 0, bandwidthBytesPerSecond: null },
    preset: 'none',
    ...change,
  };
}

const kind = (name: 'int' | 'float' | 'string' | 'bool' | 'dateTime' | 'date' | 'json'): ValueType => ({ kind: name });

export const schema: SchemaAnswer = {
  source: '',
  session: [
    { name: 'userId', type: kind('int'), nullable: false },
    { name: 'role', type: kind('string'), nullable: false },
  ],
  unions: [
    {
      name: 'Visibility',
      variants: [
        { name: 'Hidden', fields: [] },
        { name: 'Until', fields: [{ name: 'lastDay', type: kind('date'), nullable: false }] },
      ],
    },
  ],
  tables: [
    {
      record: 'Post',
      name: 'posts',
      primaryKey: 'id',
      columns: (
        [
          ['id', 'int'],
          ['title', 'string'],
          ['published', 'bool'],
          ['authorUserId', 'int'],
        ] as const
      ).map(([name, type]) => ({ name, type, valueType: kind(type), nullable: false })),
      links: [],
      synced: true,
      permissions: {
        query: 'authorUserId == Session.userId || published == True',
        insert: 'authorUserId == Session.userId',
        update: 'authorUserId == Session.userId',
        delete: 'authorUserId == Session.userId',
      },
    },
  ],
};

function parameter(name: string, valueType: ValueType, change: Partial<QueryEntry['params'][number]> = {}) {
  return {
    name,
    type: 'kind' in valueType ? valueType.kind : '',
    nullable: false,
    omittable: false,
    valueType,
    ...change,
  };
}

export const queries: readonly QueryEntry[] = [
  {
    id: 'q1',
    name: 'UpdatePost',
    operation: 'update',
    params: [
      parameter('id', kind('int')),
      parameter('title', kind('string')),
      parameter('published', kind('bool')),
      parameter('day', kind('date'), { nullable: true }),
      parameter('weight', kind('float'), { omittable: true }),
      parameter('visibility', { kind: 'union', name: 'Visibility' }),
    ],
    source: 'update UpdatePost($id: Int, $title: String) {\n    post { … }\n}',
    generated: false,
  },
  {
    id: 'q2',
    name: 'ListPosts',
    operation: 'query',
    params: [],
    source: 'query ListPosts { post { id } }',
    generated: false,
  },
];

const explanation: Explanation = {
  text: 'authorUserId == Session.userId || published == True',
  verdict: 'false',
  operands: [],
  parts: [
    {
      text: 'authorUserId == Session.userId',
      verdict: 'false',
      operands: [
        { text: 'authorUserId', value: 3 },
        { text: 'Session.userId', value: 2 },
      ],
      parts: [],
    },
    { text: 'published == True', verdict: 'false', operands: [{ text: 'published', value: false }], parts: [] },
  ],
};

export function stillWorld(clients: readonly ClientView[], messages: readonly MessageView[] = []): StillWorld {
  let view: WorldView = {
    server: { phase: 'running', databaseEpoch: 'e0a1b2c3d4e5f607', host: 'shared' },
    revision: 3,
    schema,
    queries,
    project: projectView,
    clients,
    selectedId: clients[0]?.id ?? null,
    adding: null,
    notice: null,
    keeping: { kept: true },
    proof: { state: 'exact', checked: clients.length },
    network: { preset: 'none', serverDown: false, flyingCount: 0, flying: [] },
    time: { paused: false, rate: 1, chance: 7 },
  };
  let said = messages;
  let recorded: readonly Moment[] = [];
  const recordingListeners = new Set<() => void>();
  const listeners = new Set<() => void>();
  const messageListeners = new Set<() => void>();
  const intents: (readonly [string, ...unknown[]])[] = [];
  const note = (name: string, ...args: unknown[]) => void intents.push([name, ...args]);
  const noteLater = async (name: string, ...args: unknown[]) => note(name, ...args);
  const show = (change: Partial<WorldView>) => {
    view = { ...view, ...change };
    for (const listener of listeners) listener();
  };
  const project = stillProject(note);
  const world: StillWorld = {
    intents,
    show,
    answer: { ok: true, answer: { post: [{ id: 7, title: 'Embers' }] }, revision: 4 },
    say(next) {
      said = next;
      for (const listener of messageListeners) listener();
    },
    record(moments) {
      recorded = moments;
      for (const listener of recordingListeners) listener();
    },
    view: () => view,
    subscribe: (listener) => listen(listeners, listener),
    messages: {
      view: () => said,
      dropped: () => 0,
      subscribe: (listener) => listen(messageListeners, listener),
      clear: () => world.say([]),
    },
    addClient: (values) => noteLater('addClient', values),
    addClients: (count) => noteLater('addClients', count),
    cancelAdding: () => note('cancelAdding'),
    addSibling: (id) => noteLater('addSibling', id),
    removeClient: (id) => noteLater('removeClient', id),
    undo: () => noteLater('undo'),
    dismissNotice: () => note('dismissNotice'),
    select(id: ClientId) {
      note('select', id);
      show({ selectedId: id });
    },
    setOnline: (id, online) => note('setOnline', id, online),
    reconnect: (id) => note('reconnect', id),
    resync: (id) => note('resync', id),
    async changeSession(id, values) {
      note('changeSession', id, values);
      return { ok: true, value: { sessionId: 's', session: values, connections: 1 } };
    },
    setLink: (id, link) => note('setLink', id, link),
    weather: {
      setPreset: (id, preset) => note('setPreset', id, preset),
      setServerDown: (down) => note('setServerDown', down),
      alterFrame: (frame, how) => note('alterFrame', frame, how),
    },
    project,
    time: {
      nowMs: () => 1000,
      setPaused: (paused) => note('setPaused', paused),
      step: () => note('step'),
      setRate: (rate) => note('setRate', rate),
    },
    recording: { moments: () => recorded, subscribe: (listener) => listen(recordingListeners, listener) },
    cacheBytes: () => 2048,
    async submit(id: ClientId, query: string, args: JsonObject) {
      note('submit', id, query, args);
      return world.answer;
    },
    files: {
      async database() {
        note('database');
        return { ok: true, value: new Uint8Array([1, 2, 3]) };
      },
      async bringDatabase(name, bytes) {
        note('bringDatabase', name, bytes.length);
        return { ok: false, message: 'It is no SQLite database.' };
      },
    },
    start: () => ({ sources: [], project: 'demo', seed: 1, empty: false, starters: clients.length, preset: 'none' }),
    again: () => noteLater('again'),
    reset: (options) => noteLater('reset', options),
    async table(name) {
      return {
        ok: true,
        value: { table: name, columns: ['id', 'title'], rows: [[1, 'Embers']], stamps: [1_000_001], total: 1 },
      };
    },
    async sessions() {
      return {
        ok: true,
        value: [{ sessionId: 'abcdef0123456789', session: { userId: 1, role: 'user' }, connections: 1 }],
      };
    },
    database: {
      async rows({ table }) {
        return { ok: true, value: { table, columns: ['id', 'title'], rows: [[1, 'Embers']], stamps: [1_000_001], total: 1 } }; // prettier-ignore
      },
      revision: async () => view.revision,
      verdicts: async () => ({ ok: true, value: null }),
      compile: async () => ({ ok: true, value: { fits: true, queries: [] } }),
      sqlOf: async () => ({ ok: true, value: [] }),
      requests: async () => ({ ok: true, value: [] }),
      runSql: async () => ({
        answer: { ok: true, columns: [], rows: [], cut: false },
        serverRevision: 3,
        durationMs: 1,
      }),
      stopSql: () => note('stopSql'),
      stop: () => noteLater('stop'),
      start: () => noteLater('start'),
      restart: () => noteLater('restart'),
    },
    async explain(id, table, key, operation = 'query') {
      note('explain', id, table, key, operation);
      return { ok: true, value: explanation };
    },
  };
  return world;
}

function listen(listeners: Set<() => void>, listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
