// Entry of the console's worker: runs SQL that a person typed over a copy of the database. The page ends it when it takes too long.
import initSqlJs from 'sql.js';
import sqlWasmUrl from 'sql.js/dist/sql-wasm-browser.wasm?url';
import * as v from 'valibot';
import type { ConsoleAnswer } from '../src/protocol/inspection.ts';
import { SqlConsole } from '../src/server/console.ts';

const asked = v.object({ image: v.instance(Uint8Array), sql: v.string() });
const loaded = initSqlJs({ locateFile: () => sqlWasmUrl });

self.addEventListener('message', (event) => {
  const parsed = v.safeParse(asked, event.data);
  if (parsed.success) void answer(parsed.output.image, parsed.output.sql).then((given) => self.postMessage(given));
});

async function answer(image: Uint8Array, sql: string): Promise<ConsoleAnswer> {
  try {
    const opened = new SqlConsole(await loaded, image);
    const given = opened.run(sql);
    opened.close();
    return given;
  } catch (error) {
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}
