// Opens the server of this browser: a SharedWorker, or a Worker of this page alone where there are none.
import { wrap } from 'comlink';
import * as v from 'valibot';
import { openPage, type PageNetwork } from '../network/page.ts';
import { messageFramePort } from '../network/port.ts';
import type { Control, Diagnostic, ProjectControl, ServerStatus, WorkerNotice } from '../protocol/control.ts';
import type { FilesControl } from '../protocol/files.ts';
import type { Inspection } from '../protocol/inspection.ts';
import type { ShelfControl } from '../protocol/shelf.ts';
import type { ConnectOptions, ServerConnection, Started } from './connection.ts';
import { forwardingInspection } from './inspection.ts';
import { openDedicated, openShared, type Opened } from './open-worker.ts';
import type { WorkerKind } from './view.ts';

/** How long a worker may take to say anything before another way is tried. */
const PATIENCE_MS = 15_000;

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
  let control = wrap<Planned>(planes.control.port1);
  const started = begin().catch((error: unknown): Started => failed('dedicated', error));
  return {
    network,
    control: forwarding(() => control),
    project: forwardingProject(() => control),
    files: forwardingFiles(() => control),
    inspection: forwardingInspection(() => control),
    shelf: forwardingShelf(() => control),
    started,
  };

  async function begin(): Promise<Started> {
    const { world } = options.server();
    // A world that is kept nowhere is this page's alone.
    if (typeof SharedWorker === 'function' && world !== null) {
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
    control = wrap<Planned>(planes.control.port1);
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
    const stopWaiting = options.machineClock.setTimer(PATIENCE_MS, () =>
      trouble('The server in the worker does not answer.'),
    );
    const settle = () => {
      settled = true;
      stopWaiting();
    };
    const trouble = (message: string) => {
      if (settled) return options.onTrouble(message);
      settle();
      reject(new Error(message));
    };
    opened.listen((value) => {
      const notice = v.safeParse(workerNotice, value);
      if (!notice.success) return;
      const said = notice.output;
      if (said.type === 'error') return trouble(said.message);
      options.onKeeping?.(said.keeping);
      if (said.type === 'keeping') return;
      settle();
      const { status, life } = said;
      resolve({ host: opened.host, status, life });
    }, trouble);
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

/** The control plane of whichever worker is there in the end; a call that breaks is an answer. */
function forwarding(control: () => Control): Control {
  return {
    status: () => guarded(() => control().status()),
    reset: (options) => guarded(() => control().reset(options)),
    table: (name, limit, offset) => guarded(() => control().table(name, limit, offset)),
    sessions: () => guarded(() => control().sessions()),
    issueSession: (values) => guarded(() => control().issueSession(values)),
    changeSession: (id, values) => guarded(() => control().changeSession(id, values)),
    explain: (table, key, values, operation) => guarded(() => control().explain(table, key, values, operation)),
  };
}

function forwardingProject(project: () => ProjectControl): ProjectControl {
  return {
    sources: () => guarded(() => project().sources()),
    checkSources: (sources) => guarded(() => project().checkSources(sources)),
    formatSource: (file, schemaFiles) => guarded(() => project().formatSource(file, schemaFiles)),
    previewProject: (sources, options) => guarded(() => project().previewProject(sources, options)),
    changeProject: (sources, drop) => guarded(() => project().changeProject(sources, drop)),
  };
}

function forwardingFiles(files: () => FilesControl): FilesControl {
  return {
    exportDatabase: () => guarded(() => files().exportDatabase()),
    importDatabase: (bytes) => guarded(() => files().importDatabase(bytes)),
  };
}

function forwardingShelf(shelf: () => ShelfControl): ShelfControl {
  return {
    keptJournals: () => guarded(() => shelf().keptJournals()),
    protectJournals: (site, worlds) => guarded(() => shelf().protectJournals(site, worlds)),
    dropJournals: (worlds) => guarded(() => shelf().dropJournals(worlds)),
  };
}

/** A call that did not arrive, or broke. */
interface Broken {
  readonly ok: false;
  readonly message: string;
  readonly diagnostics: readonly Diagnostic[];
}

async function guarded<Value>(call: () => Promise<Value>): Promise<Value | Broken> {
  try {
    return await call();
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error), diagnostics: [] };
  }
}
