// A permission's verdict as one sentence. Pure [UI-11].
import type { JsonValue } from '../../base/json.ts';
import type { SchemaAnswer, ValueType } from '../../protocol/catalog.ts';
import type { Explanation, RowOperation } from '../../protocol/control.ts';
import { inline, typed } from '../format.ts';

type Operand = Explanation['operands'][number];

/** Says the value of an operand as its type reads. */
export type Speak = (operand: Operand) => string;

/** For the rule of a table: truth as `True`, times as times; the engine's words stay as they are. */
export function speakerFor(schema: SchemaAnswer | null, table: string): Speak {
  const types = new Map<string, ValueType>();
  for (const { name, type } of schema?.session ?? []) types.set(`Session.${name}`, type);
  const columns = schema?.tables.find((candidate) => candidate.name === table)?.columns ?? [];
  for (const { name, valueType } of columns) types.set(name, valueType);
  return ({ text, value }) => spoken(value, types.get(text));
}

function spoken(value: JsonValue, type: ValueType | undefined): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return inline(type ? typed(value, type) : value);
}

/** What the operations are called when they are done to one row. */
export const DEEDS: Readonly<Record<RowOperation, string>> = { query: 'see', update: 'change', delete: 'delete' };

/** `Ben cannot see posts 7: authorUserId is 3, Session.userId is 2; published is False.` Only what decided is told. */
export function whySentence(
  name: string,
  row: string,
  explanation: Explanation,
  speak: Speak,
  operation: RowOperation = 'query',
): string {
  const verb = `${explanation.verdict === 'true' ? 'can' : 'cannot'} ${DEEDS[operation]}`;
  return `${name} ${verb} ${row}: ${reasonsOf(explanation, speak)}.`;
}

/** What decided, and nothing else: `authorUserId is 3, Session.userId is 2; published is False`. */
export function reasonsOf(explanation: Explanation, speak: Speak): string {
  const deciding = decidingParts(explanation).filter((part) => part.operands.length > 0);
  const told = new Set(
    deciding.map((part) => part.operands.map((each) => `${each.text} is ${speak(each)}`).join(', ')),
  );
  const because = [...told].join('; ') || `the rule is ${explanation.text}`;
  const unknown = deciding.some(({ verdict }) => verdict === 'unknown') ? ' (null compares with nothing)' : '';
  return `${because}${unknown}`;
}

/** The comparisons that the verdict comes from: one true side of an or, the false sides of an and, a variant that is another. */
function decidingParts(explanation: Explanation): readonly Explanation[] {
  const { parts, operands, verdict } = explanation;
  const alike = parts.filter((part) => part.verdict === verdict);
  if (operands.length > 0)
    return verdict === 'true' || alike.length === 0 ? [explanation] : alike.flatMap(decidingParts);
  if (parts.length === 0) return [explanation];
  return (alike.length > 0 ? alike : parts).flatMap(decidingParts);
}
