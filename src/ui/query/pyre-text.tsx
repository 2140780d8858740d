// Where Pyre text is typed.
import type { Diagnostic } from '../../protocol/control.ts';

export interface PyreTextProps {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  onText(text: string): void;
}

export function PyreText(props: PyreTextProps) {
  return (
    <textarea
      class="field-input typed-text"
      aria-label="Pyre text"
      rows="10"
      spellcheck={false}
      value={props.text}
      aria-invalid={props.diagnostics.length > 0 ? 'true' : undefined}
      onInput={(event) => props.onText(event.currentTarget.value)}
    />
  );
}
