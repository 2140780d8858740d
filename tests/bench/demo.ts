// The demo project and an engine that has loaded it: what the rows measure on.
import { readdirSync, readFileSync } from 'node:fs';
import type { Engine } from '../../src/engine/engine.ts';
import type { SourceFile } from '../../src/protocol/control.ts';
import { openDatabase } from '../conformance/database.ts';
import { testEngine } from '../engine/load-engine.ts';

const folder = new URL('../../schema/', import.meta.url);
const read = (path: string): SourceFile => ({ path, source: readFileSync(new URL(path, folder), 'utf8') });

export const demoSources: readonly SourceFile[] = [
  read('schema.pyre'),
  ...readdirSync(new URL('queries/', folder)).map((name) => read(`queries/${name}`)),
];

export async function demoEngine(): Promise<Engine> {
  const engine = await testEngine();
  const opened = await openDatabase(engine, demoSources[0]?.source ?? '');
  if (!opened.ok) throw new Error('the demo schema is refused');
  opened.database.close();
  return engine;
}

export const sessionOf = (userId: number): { userId: number; role: string } => ({ userId, role: 'user' });
