// The parts of a rule, each with its verdict and the values that it compared [UI-11].
import { For } from 'solid-js';
import type { Explanation } from '../../protocol/control.ts';
import type { Speak } from './why.ts';
import './verdict-tree.css';

const MARKS = { true: '✓', false: '✕', unknown: '?' } as const;

export function VerdictTree(props: { readonly explanation: Explanation; readonly speak: Speak }) {
  return (
    <ul class="verdicts mono">
      <li data-verdict={props.explanation.verdict}>
        <span class={props.explanation.verdict === 'true' ? '' : 'denied'}>{MARKS[props.explanation.verdict]}</span>{' '}
        {props.explanation.text}
        <For each={props.explanation.operands}>
          {(operand) => (
            <span class="faint">
              {' '}
              {operand.text} = {props.speak(operand)}
            </span>
          )}
        </For>
        <For each={props.explanation.parts}>{(part) => <VerdictTree explanation={part} speak={props.speak} />}</For>
      </li>
    </ul>
  );
}
