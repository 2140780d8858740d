// A permission's verdict as one sentence. Pure [UI-11].
import type { Explanation } from '../../protocol/control.ts';
import { inline } from '../format.ts';

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
