// Where Pyre text is typed: the project's editor, with what the running schema knows.
import { createMemo } from 'solid-js';
import type { Diagnostic } from '../../protocol/control.ts';
import { usePage } from '../page.tsx';
import { knowledgeOf } from '../pyre/knowledge.ts';
import { PyreEditor } from '../pyre/pyre-editor.tsx';

const NAME = 'typed.pyre';

export interface PyreTextProps {
  readonly text: string;
  readonly diagnostics: readonly Diagnostic[];
  onText(text: string): void;
  onSubmit(): void;
}

export function PyreText(props: PyreTextProps) {
  const page = usePage();
  const knowledge = createMemo(() => knowledgeOf(page.now().schema, []));
  const format = async () => {
    const formatted = await page.world.project.format(NAME, [
      ...page.now().project.sources,
      { path: NAME, source: props.text },
    ]);
    if (formatted.ok) props.onText(formatted.value);
  };
  return (
    <>
      <div class="typed-text">
        <PyreEditor
          name={NAME}
          text={props.text}
          label="Pyre text"
          isSchema={false}
          knowledge={knowledge()}
          diagnostics={props.diagnostics}
          onText={(text) => props.onText(text)}
          onSave={() => void format()}
          onSubmit={() => props.onSubmit()}
        />
      </div>
      <p class="typed-note faint">
        <kbd>Ctrl</kbd>-<kbd>Space</kbd> completes, <kbd>Ctrl</kbd>-<kbd>S</kbd> formats, <kbd>Ctrl</kbd>-
        <kbd>Enter</kbd> submits; <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves the editor.
      </p>
    </>
  );
}
