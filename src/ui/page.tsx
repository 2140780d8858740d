// What every panel shares: the world as fine-grained signals, and the few things that only the page knows (open tab, chosen row).
import { batch, createContext, createMemo, createSignal, useContext } from 'solid-js';
import type { Accessor, ParentProps, Signal } from 'solid-js';
import type { ClientId } from '../base/ids.ts';
import { sameItems } from '../base/same-items.ts';
import type { RowKey } from '../protocol/rows.ts';
import type { Lesson } from './lessons/lesson.ts';
import { whenFirstLive } from '../world/first-live.ts';
import type { FieldState } from './fields/field-values.ts';
import type { Party, TouchedRow } from '../world/messages.ts';
import type { ImpactView } from '../world/project.ts';
import type { ClientView, World, WorldView } from '../world/world.ts';
import { createDesk, type Desk } from './shell/desk.ts';
import { createLooking, type Looking } from './time/looking.ts';

/** Tabs of the side panel; on a phone the tableau is one of them. */
export const TABS = ['tableau', 'query', 'schema', 'messages', 'flow', 'row', 'server', 'lessons'] as const;
export type Tab = (typeof TABS)[number];

/** What the tabs are called. */
export const TAB_NAMES: Readonly<Record<Tab, string>> = {
  tableau: 'Clients',
  query: 'Query',
  schema: 'Schema',
  messages: 'Messages',
  flow: 'Flow',
  row: 'Why',
  server: 'Server',
  lessons: 'Lessons',
};

/** How the tableau is drawn [UI-3]. */
export type Density = 'cards' | 'matrix' | 'dots';

/** A row that a person pointed at, wherever it is held. */
export interface RowChoice {
  readonly table: string;
  readonly key: RowKey;
}

/** What a client is called and how it stands: the part of its picture that no delta changes. */
export type ClientFace = Pick<ClientView, 'id' | 'name' | 'phase' | 'session'>;

/** A form half filled in: field name → state. */
export type Draft = Readonly<Record<string, FieldState>>;

/** The page's state, for the panels. */
export interface Page extends Looking {
  readonly world: World;
  readonly clientIds: Accessor<readonly ClientId[]>;
  /** One client's picture; moves only when that client changed. */
  client(id: ClientId): ClientView | undefined;
  /** Who one client is; moves only when its name, phase or session changed. */
  face(id: ClientId): ClientFace | undefined;
  /** What a client of a message is called now; one that is gone keeps the name it had. */
  nameOf(party: Party): string;
  readonly selected: Accessor<ClientView | undefined>;
  readonly tab: Accessor<Tab>;
  openTab(tab: Tab): void;
  readonly density: Accessor<Density>;
  setDensity(density: Density): void;
  readonly chosenRow: Accessor<RowChoice | null>;
  chooseRow(row: RowChoice | null): void;
  /** How often a row was pointed at: the same one again counts too. */
  readonly rowChoices: Accessor<number>;
  /** The message that is open, by its sequence. */
  readonly chosenMessage: Accessor<number | null>;
  chooseMessage(sequence: number | null): void;
  /** Rows that the open message brought or took. */
  readonly touchedRows: Accessor<readonly TouchedRow[]>;
  /** Name of the open lesson. */
  readonly lesson: Accessor<string | null>;
  openLesson(id: string | null): void;
  /** A lesson from a file, on trial. */
  readonly triedLesson: Accessor<Lesson | null>;
  tryLesson(lesson: Lesson | null): void;
  /** The table whose hash is explained, at whichever client is selected. */
  readonly openHash: Accessor<string | null>;
  setOpenHash(table: string | null): void;
  /** What applying the edited files would do, while that is shown beside them. */
  readonly impact: Accessor<ImpactView | null>;
  setImpact(impact: ImpactView | null): void;
  /** How the page itself is arranged. */
  readonly desk: Desk;
  /** What was typed into each query's form, by the query's name. */
  readonly drafts: Map<string, Draft>;
}

const PageContext = createContext<Page>();

/** Connects a world to everything drawn inside. */
export function PageProvider(props: ParentProps<{ readonly world: World }>) {
  // eslint-disable-next-line solid/reactivity -- a page has one world for life
  const page = createPage(props.world);
  return <PageContext.Provider value={page}>{props.children}</PageContext.Provider>;
}

/** The page around this component. */
export function usePage(): Page {
  const page = useContext(PageContext);
  if (!page) throw new Error('usePage outside a PageProvider');
  return page;
}

function createPage(world: World): Page {
  const clients = createClientSignals(world.view());
  const [openHash, setOpenHash] = createSignal<string | null>(null);
  // Behind the picture that shows it: before that, nobody can change what a hash is made of.
  whenFirstLive(world, () => requestAnimationFrame(() => void followHashes(world)));
  const looking = createLooking(world, (view) => clients.update(view));
  const { view } = looking;
  const clientIds = createMemo(() => view().clients.map((client) => client.id), [], { equals: sameItems });
  const selectedId = createMemo(() => view().selectedId);
  const [tab, setTab] = createSignal<Tab>('query');
  const [density, setDensity] = createSignal<Density>('cards');
  const [chosenRow, setChosenRow] = createSignal<RowChoice | null>(null, { equals: sameRow });
  const [rowChoices, setRowChoices] = createSignal(0);
  const [chosenMessage, setChosenMessage] = createSignal<number | null>(null);
  const [lesson, setLesson] = createSignal<string | null>(null);
  const [triedLesson, tryLesson] = createSignal<Lesson | null>(null);
  const [impact, setImpact] = createSignal<ImpactView | null>(null);
  const touchedRows = createMemo(() => {
    const sequence = chosenMessage();
    return sequence === null ? [] : (looking.messages().find((one) => one.sequence === sequence)?.rows ?? []);
  });
  return {
    world,
    ...looking,
    clientIds,
    client: (id) => clients.read(id),
    face: (id) => clients.face(id),
    nameOf: (party) => clients.face(party.id)?.name ?? party.name,
    selected: () => {
      const id = selectedId();
      return id === null ? undefined : clients.read(id);
    },
    tab,
    openTab: setTab,
    density,
    setDensity,
    chosenRow,
    chooseRow(row) {
      batch(() => {
        setChosenRow(row);
        setRowChoices((count) => count + 1);
      });
    },
    rowChoices,
    chosenMessage,
    chooseMessage: setChosenMessage,
    lesson,
    openLesson(id) {
      tryLesson(null);
      setLesson(id);
    },
    triedLesson,
    tryLesson: (tried) => void tryLesson(() => tried),
    touchedRows,
    openHash,
    setOpenHash,
    impact,
    setImpact: (found) => void setImpact(found),
    desk: createDesk(),
    drafts: new Map(),
  };
}

/** Where the part cannot be had, the stories begin when somebody asks for one. */
async function followHashes(world: World): Promise<void> {
  const part = await import('./client/hashes.ts').catch(() => undefined);
  part?.hashesOf(world);
}

/** Two signals a client, so that a delta to one of a thousand redraws one card, and nothing that only tells who it is. */
function createClientSignals(first: WorldView) {
  interface Signals {
    readonly view: Signal<ClientView>;
    readonly face: Signal<ClientFace>;
  }
  const signals = new Map<ClientId, Signals>();
  const update = (view: WorldView) => {
    const present = new Set<ClientId>();
    for (const client of view.clients) {
      present.add(client.id);
      const known = signals.get(client.id);
      if (known) {
        known.view[1](client);
        known.face[1](client);
      } else {
        signals.set(client.id, {
          view: createSignal(client),
          face: createSignal<ClientFace>(client, { equals: sameFace }),
        });
      }
    }
    for (const id of signals.keys()) if (!present.has(id)) signals.delete(id);
  };
  update(first);
  return {
    update,
    read: (id: ClientId) => signals.get(id)?.view[0](),
    face: (id: ClientId) => signals.get(id)?.face[0](),
  };
}

function sameFace(before: ClientFace, after: ClientFace): boolean {
  return before.name === after.name && before.phase === after.phase && before.session === after.session;
}

function sameRow(before: RowChoice | null, after: RowChoice | null): boolean {
  return before?.table === after?.table && before?.key === after?.key;
}
