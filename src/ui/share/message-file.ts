// A message log as a file: one JSON object a line, read back for looking at. Pure [UI-16].
import * as v from 'valibot';
import { parseJson } from '../../base/json.ts';

const party = v.object({ id: v.string(), name: v.string() });
const keptMessage = v.object({
  sequence: v.number(),
  atMs: v.number(),
  direction: v.picklist(['up', 'down']),
  kind: v.string(),
  summary: v.string(),
  parties: v.array(party),
  skipped: v.optional(v.array(party), []),
  bytes: v.optional(v.number(), 0),
  payload: v.optional(v.string(), ''),
});
/** A message of another time, or of another page. */
export type KeptMessage = v.InferOutput<typeof keptMessage>;

/** Messages of a file that are shown. */
export const MOST_KEPT = 20_000;

export type MessageFile =
  | { readonly ok: true; readonly messages: readonly KeptMessage[]; readonly cut: boolean }
  | { readonly ok: false; readonly message: string };

/** Reads NDJSON; the first line that is no message is named. */
export function readMessageFile(text: string): MessageFile {
  const lines = text.split('\n').map((line) => line.trim());
  const messages: KeptMessage[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === '') continue;
    if (messages.length === MOST_KEPT) return { ok: true, messages, cut: true };
    const read = v.safeParse(keptMessage, parseJson(line));
    if (!read.success) return { ok: false, message: `Line ${index + 1} is no message of such a log.` };
    messages.push(read.output);
  }
  if (messages.length === 0) return { ok: false, message: 'It holds no messages.' };
  return { ok: true, messages, cut: false };
}
