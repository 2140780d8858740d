// Compiles a project before anybody visits: what installing it asks of the engine, with the answers.
import type { Checked } from '../engine/engine.ts';
import { loadEngine } from '../engine/load.ts';
import type { PreparedAnswer, PreparedProject } from '../engine/prepared.ts';
import type { SourceFile } from '../protocol/control.ts';
import { installProject } from './project.ts';
import type { Storage } from './storage.ts';

/** Installs the project in `storage`, which is empty, with the whole engine; sources with errors come back as diagnostics. */
export async function prepareProject(
  engine: BufferSource | WebAssembly.Module,
  storage: Storage,
  sources: readonly SourceFile[],
): Promise<Checked<PreparedProject>> {
  const answers: PreparedAnswer[] = [];
  const whole = await loadEngine(engine, (...answer) => answers.push(answer));
  const told = sources.map(({ path, source }) => ({ path, source }));
  const installed = installProject(whole, storage, told, () => undefined);
  if (!installed.ok) return installed;
  return { ok: true, value: { sources: told, answers: answers.slice(), schema: whole.compiled_schema() } };
}
