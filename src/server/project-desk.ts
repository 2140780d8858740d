// Where the sources of a running server are read, checked, formatted, previewed and replaced: the project's part of the control plane.
import type { Clock } from '../base/clock.ts';
import { MissingPart } from '../base/part.ts';
import type { Engine } from '../engine/engine.ts';
import type { ControlAnswer, ProjectControl } from '../protocol/control.ts';
import type { RefusedProject } from './change-project.ts';
import { once } from './once.ts';
import type { Server } from './server.ts';

export interface ProjectDeskOptions {
  readonly clock: Clock;
  /** An engine of the desk's own: checking half-written sources must not touch the one that serves. */
  readonly loadEngine: () => Promise<Engine>;
  /** The server that runs, or the one that is being started; null when there is none. */
  readonly server: () => Promise<Server | null>;
  readonly report: (error: unknown) => void;
}

/** The server that a preview was asked of is gone. */
class Replaced extends Error {}

/** Makes the project's part of the control plane. Its methods never reject. */
export function projectDesk({ clock, loadEngine, server, report }: ProjectDeskOptions): ProjectControl {
  const engine = once(loadEngine);

  /** A mistake of ours is reported, and told as a refusal. */
  async function guarded<Answer>(work: () => Promise<Answer>): Promise<Answer | RefusedProject> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof MissingPart) return refused(error.message);
      if (error instanceof Replaced) return refused('the server started over meanwhile');
      report(error);
      return refused('the server made a mistake');
    }
  }

  let previewed: ReturnType<ProjectControl['previewProject']> = Promise.resolve(refused('nothing was asked'));

  /** Rejects when the server was replaced meanwhile. */
  async function letOthersGo(running: Server): Promise<void> {
    await new Promise<void>((resolve) => void clock.setTimer(0, resolve));
    if ((await server()) !== running) throw new Replaced();
  }

  const asking = <Answer>(work: (running: Server) => Promise<Answer> | Answer) =>
    guarded(async (): Promise<Answer | RefusedProject> => {
      const running = await server();
      return running ? work(running) : refused('no server is running');
    });

  /** The same of what the server's own engine must be whole for. */
  const askingWhole = <Answer>(work: (running: Server) => Promise<Answer> | Answer) =>
    asking(async (running) => {
      await running.complete();
      if ((await server()) !== running) throw new Replaced();
      return work(running);
    });

  return {
    sources: () => asking((running) => value(running.control.sources())),
    checkSources: (sources) => guarded(async () => value((await engine()).check(sources))),
    formatSource: (file, schemaFiles) => guarded(async () => value((await engine()).format(file, schemaFiles))),
    previewProject: (sources, options) =>
      // The engine holds one schema: a preview that waits between requests must not meet another one's.
      (previewed = previewed.then(() =>
        askingWhole(async (running) =>
          running.control.previewInSlices(await engine(), sources, options ?? {}, () => letOthersGo(running)),
        ),
      )),
    changeProject: (sources, drop) =>
      askingWhole((running) => {
        const before = new Set(running.control.stored());
        const changed = running.control.changeProject(sources, drop);
        if (!changed.ok) return changed;
        const added = running.control.stored().filter((name) => !before.has(name));
        return { ok: true as const, value: running.control.status(), added };
      }),
  };
}

function refused(message: string): RefusedProject {
  return { ok: false, message, diagnostics: [] };
}

function value<Value>(given: Value): ControlAnswer<Value> {
  return { ok: true, value: given };
}
