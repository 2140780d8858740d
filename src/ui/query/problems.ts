// Which field a refused request is about: the server names each argument [HTTP-6].
import * as v from 'valibot';
import type { ClientError } from '../../client/client.ts';
import type { FormField } from '../fields/field-values.ts';

const problem = v.object({
  parameter: v.optional(v.string()),
  name: v.optional(v.string()),
  path: v.optional(v.string()),
  expected: v.optional(v.string()),
  found: v.optional(v.string()),
  message: v.optional(v.string()),
});
type Problem = v.InferOutput<typeof problem>;

/** Field name → what is wrong with it. Problems of no known field stay out: the answer shows the whole message. */
export function problemsOf(error: ClientError, fields: readonly FormField[]): Readonly<Record<string, string>> {
  if (error.kind !== 'InvalidInput') return {};
  const known = new Set(fields.map((field) => field.name));
  const found: Record<string, string> = {};
  for (const item of listOf(error.details)) {
    const name = item.path ?? item.parameter ?? item.name ?? '';
    if (known.has(name.split('.')[0] ?? '')) found[name] = sentence(item);
  }
  return found;
}

function listOf(details: unknown): readonly Problem[] {
  const items: readonly unknown[] = Array.isArray(details) ? details : [];
  return items.flatMap((item) => {
    const read = v.safeParse(problem, item);
    return read.success ? [read.output] : [];
  });
}

function sentence({ message, expected, found }: Problem): string {
  if (expected !== undefined) return found === undefined ? `Needs ${expected}.` : `Needs ${expected}, found ${found}.`;
  return message ?? 'Does not fit.';
}
