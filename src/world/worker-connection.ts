// Opens the server of this browser: a SharedWorker, or a Worker of this page alone where there are none.
import { wrap } from 'comlink';
import * as v from 'valibot';
import { openPage, type PageNetwork } from '../network/page.ts';
import { messageFramePort } from '../network/port.ts';
import type { Control, ProjectControl, ServerStatus, WorkerNotice } from '../protocol/control.ts';
import type { FilesControl } from '../protocol/files.ts';
import type { Inspection } from '../protocol/inspection.ts';
import type { ShelfControl } from '../protocol/shelf.ts';
import { Calls, type Ask } from './calls.ts';
import type { ConnectOptions, ServerConnection, Started } from './connection.ts';
import { forwardingInspection } from './inspection.ts';
import { openDedicated, openShared, type Opened } from './open-worker.ts';
import type { WorkerKind } from './view.ts';

/** How long a worker may take to say anything before another way is tried. */
const PATIENCE_MS = 15_000;
/** What was said to a worker that was about to end is lost, and the next one of that name answers. */
const SHARED_TRIES = 2;

const keeping = v.variant('kept', [
  v.object({ kept: v.literal(true) }),
  v.object({ kept: v.literal(false), why: v.string() }),
]);

const workerNotice = v.custom<WorkerNotice>(
  (value) =>
    v.is(
      v.variant('type', [
        v.object({
          type: v.literal('ready'),
          status: v.object({ phase: v.string() }),
          life: v.nullable(v.string()),
          keeping,
        }),
        v.object({ type: v.literal('here'), life: v.nullable(v.string()) }),
        v.object({ type: v.literal('keeping'), keeping }),
        v.object({ type: v.literal('error'), message: v.string() }),
      ]),
      value,
    ),
  'not a notice of the worker',
);

export interface WorkerOptions extends ConnectOptions {
  /** Two builds never share a worker. */
  readonly build: string;
  /** Web Lock that this page holds while it lives; null where there are none. */
  readonly lock: string | null;
}

/** All that the worker exposes. */
type Planned = Control & ProjectControl & Inspection & FilesControl & ShelfControl;

/** Opens the worker and keeps its two planes. The network works at once; frames wait for the worker. */
export function connectToWorker(options: WorkerOptions): ServerConnection {
  let planes = openPlanes();
  const network = openPage({ ...options, port: messageFramePort(planes.data.port1) });
  const calls = new Calls(wrap<Planned>(planes.control.port1));
  const { ask } = calls;
  const started = begin().catch((error: unknown): Started => failed('dedicated', error));
  return {
    network,
    control: forwarding(ask),
    project: forwardingProject(ask),
    files: forwardingFiles(ask),
    inspection: forwardingInspection(ask),
    shelf: forwardingShelf(ask),
    started,
  };

  async function begin(): Promise<Started> {
    const { world } = options.server();
    // A world that is kept nowhere is this page's alone.
    for (let tries = 0; tries < SHARED_TRIES; tries++) {
      if (typeof SharedWorker !== 'function' || world === null) break;
      try {
        return await meet(openShared(options.build, world));
      } catch {
        replan();
      }
    }
    return meet(openDedicated(options.build));
  }

  async function meet(opened: Opened): Promise<Started> {
    const { life, ...met } = await greet(opened, planes, options);
    if (life !== null) void whenGone(life).then(restart);
    return met;
  }

  /** The worker is gone, killed or crashed: its state comes back from its journal in another one. */
  async function restart(): Promise<void> {
    options.onLost();
    replan();
    options.onRestarted(await begin().catch((error: unknown): Started => failed('dedicated', error)));
  }

  function replan(): void {
    planes = renew(network);
    calls.replace(wrap<Planned>(planes.control.port1));
  }
}

/** Resolves when nobody holds the lock any more. */
async function whenGone(life: string): Promise<void> {
  await navigator.locks.request(life, () => undefined);
}

/** A worker that answered, and the lock that it holds while it lives. */
interface Met extends Started {
  readonly life: string | null;
}

interface Planes {
  readonly data: MessageChannel;
  readonly control: MessageChannel;
}

function openPlanes(): Planes {
  return { data: new MessageChannel(), control: new MessageChannel() };
}

function renew(network: PageNetwork): Planes {
  const planes = openPlanes();
  network.attach(messageFramePort(planes.data.port1));
  return planes;
}

/** Says hello and waits for `ready`; rejects when the worker broke before or stays silent. */
function greet(opened: Opened, planes: Planes, options: WorkerOptions): Promise<Met> {
  return new Promise((resolve, reject) => {
    let settled = false;
    const waitAnew = () =>
      options.machineClock.setTimer(PATIENCE_MS, () => broken('The server in the worker does not answer.'));
    let stopWaiting = waitAnew();
    const settle = () => {
      settled = true;
      stopWaiting();
    };
    const broken = (message: string) => {
      if (settled) return options.onTrouble(message);
      settle();
      reject(new Error(message));
    };
    const ended = () => {
      if (!settled) broken('The server in the worker ended before it was ready.');
    };
    opened.listen((value) => {
      const notice = v.safeParse(workerNotice, value);
      if (!notice.success) return;
      const said = notice.output;
      if (said.type === 'here') return void (said.life !== null && whenGone(said.life).then(ended));
      // Every page of the worker hears of its errors: one before it is ready need not be about us, and is no end.
      if (said.type === 'error') return options.onTrouble(said.message);
      options.onKeeping?.(said.keeping);
      if (said.type === 'ready') {
        settle();
        const { status, life } = said;
        resolve({ host: opened.host, status, life });
      } else if (!settled) {
        // It is on its way.
        stopWaiting();
        stopWaiting = waitAnew();
      }
    }, broken);
    const { build, lock, server } = options;
    opened.post({
      type: 'hello',
      build,
      options: server(),
      data: planes.data.port2,
      control: planes.control.port2,
      lock,
    });
  });
}

function failed(host: WorkerKind, error: unknown): Started {
  const status: ServerStatus = { phase: 'failed', message: error instanceof Error ? error.message : String(error) };
  return { host, status };
}

/** The control plane, as the rest of the page calls it. */
function forwarding(ask: Ask<Control>): Control {
  return {
    status: () => ask((control) => control.status()),
    reset: (options) => ask((control) => control.reset(options)),
    table: (name, limit, offset) => ask((control) => control.table(name, limit, offset)),
    sessions: () => ask((control) => control.sessions()),
    issueSession: (values) => ask((control) => control.issueSession(values)),
    changeSession: (id, values) => ask((control) => control.changeSession(id, values)),
    explain: (table, key, values, operation) => ask((control) => control.explain(table, key, values, operation)),
  };
}

function forwardingProject(ask: Ask<ProjectControl>): ProjectControl {
  return {
    sources: () => ask((project) => project.sources()),
    checkSources: (sources) => ask((project) => project.checkSources(sources)),
    formatSource: (file, schemaFiles) => ask((project) => project.formatSource(file, schemaFiles)),
    previewProject: (sources, options) => ask((project) => project.previewProject(sources, options)),
    changeProject: (sources, drop) => ask((project) => project.changeProject(sources, drop)),
  };
}

function forwardingFiles(ask: Ask<FilesControl>): FilesControl {
  return {
    exportDatabase: () => ask((files) => files.exportDatabase()),
    importDatabase: (bytes) => ask((files) => files.importDatabase(bytes)),
  };
}

function forwardingShelf(ask: Ask<ShelfControl>): ShelfControl {
  return {
    keptJournals: () => ask((shelf) => shelf.keptJournals()),
    protectJournals: (site, worlds) => ask((shelf) => shelf.protectJournals(site, worlds)),
    dropJournals: (worlds) => ask((shelf) => shelf.dropJournals(worlds)),
  };
}
