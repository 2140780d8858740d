// The demo project and an engine that has loaded it: what the rows measure on.
import { readFileSync } from 'node:fs';
import type { Engine } from '../../src/engine/engine.ts';
import { openDatabase } from '../conformance/database.ts';
import { testEngine } from '../engine/load-engine.ts';

export const demoSchema = readFileSync(new URL('../../schema/schema.pyre', import.meta.url), 'utf8');

export async function demoEngine(): Promise<Engine> {
  const engine = await testEngine();
  const opened = await openDatabase(engine, demoSchema);
  if (!opened.ok) throw new Error('the demo schema is refused');
  opened.database.close();
  return engine;
}

export const sessionOf = (userId: number): { userId: number; role: string } => ({ userId, role: 'user' });
