// A permission's verdict as one sentence. Pure [UI-11].
import type { JsonValue } from '../../base/json.ts';
import type { SchemaAnswer, ValueType } from '../../protocol/catalog.ts';
import type { Explanation } from '../../protocol/control.ts';
import { inline, typed } from '../format.ts';

/** `authorUserId is 3, Session.userId is 2; published is False`: the values behind the parts that decided. */
export function reasons(explanation: Explanation): string {
  const leaves = leavesOf(explanation).filter((leaf) => leaf.operands.length > 0);
  return leaves
    .map((leaf) => leaf.operands.map(({ text, value }) => `${text} is ${inline(value)}`).join(', '))
    .join('; ');
}

/** `Ben cannot see posts 7: …`; without operands the rule itself is the reason. */
export function whySentence(name: string, row: string, explanation: Explanation): string {
  const verb = explanation.verdict === 'true' ? 'can see' : 'cannot see';
  const because = reasons(explanation) || explanation.text;
  return `${name} ${verb} ${row}: ${because}.`;
}

function leavesOf(explanation: Explanation): readonly Explanation[] {
  return explanation.parts.length === 0 ? [explanation] : explanation.parts.flatMap(leavesOf);
}

/** Operands as the schema writes them: `Session.userId` for the bound value, `False` for a stored 0. */
export function inSchemaWords(explanation: Explanation, schema: SchemaAnswer | null, table: string): Explanation {
  const columns = schema?.tables.find((candidate) => candidate.name === table)?.columns ?? [];
  const places: readonly (readonly [string, string, ValueType])[] = [
    ...columns.map((column) => [column.name, column.name, column.valueType] as const),
    ...(schema?.session ?? []).map((field) => [`session_${field.name}`, `Session.${field.name}`, field.type] as const),
  ];
  const known = new Map(places.map(([name, text, type]) => [name, { text, type }]));
  const rewrite = (part: Explanation): Explanation => ({
    ...part,
    operands: part.operands.map((operand) => rewriteOperand(operand, known.get(operand.text))),
    parts: part.parts.map(rewrite),
  });
  return rewrite(explanation);
}

interface Operand {
  readonly text: string;
  readonly value: JsonValue;
}

function rewriteOperand(
  operand: Operand,
  place: { readonly text: string; readonly type: ValueType } | undefined,
): Operand {
  return place ? { text: place.text, value: typed(operand.value, place.type) } : operand;
}
