// The files of the project: which is open, which differ from what is served, which have errors.
import { createSignal, For, Show } from 'solid-js';
import type { Diagnostic } from '../../protocol/control.ts';
import { Icon } from '../widgets/icon.tsx';
import type { Draft, DraftFile } from './draft.ts';

const MARKS = {
  served: { glyph: '', spoken: '' },
  edited: { glyph: '●', spoken: 'edited' },
  added: { glyph: '+', spoken: 'new' },
  removed: { glyph: '−', spoken: 'removed' },
} as const;

export function FileList(props: { readonly draft: Draft; readonly diagnostics: readonly Diagnostic[] }) {
  const broken = (path: string) => props.diagnostics.some((diagnostic) => diagnostic.path === path);
  return (
    <div class="schema-files">
      <ul class="schema-file-list" aria-label="Files">
        <For each={props.draft.files()}>
          {(file) => (
            <li>
              <button
                type="button"
                class="schema-file"
                classList={{ removed: file.state === 'removed' }}
                aria-current={props.draft.open()?.path === file.path ? 'true' : undefined}
                title={file.path}
                data-testid="schema-file"
                data-path={file.path}
                data-state={file.state}
                onClick={() => props.draft.choose(file.path)}
              >
                {shortPath(file.path)}
                <Show when={broken(file.path)}>
                  <span class="trouble">
                    ✕<span class="hidden-label"> has errors</span>
                  </span>
                </Show>
                <Show when={file.state !== 'served'}>
                  <span class="schema-mark">
                    {MARKS[file.state].glyph}
                    <span class="hidden-label"> {MARKS[file.state].spoken}</span>
                  </span>
                </Show>
              </button>
            </li>
          )}
        </For>
      </ul>
      <button
        type="button"
        class="button quiet icon"
        aria-label="Add a query file"
        title="Add a query file"
        onClick={() => props.draft.add()}
      >
        <Icon name="plus" />
      </button>
    </div>
  );
}

export interface FileHeadProps {
  readonly draft: Draft;
  readonly file: DraftFile;
  readonly busy: boolean;
  onFormat(): void;
}

/** What can be done with the file that is open. */
export function FileHead(props: FileHeadProps) {
  const [renaming, setRenaming] = createSignal(false);
  return (
    <div class="schema-file-head">
      <Show when={renaming()} fallback={<FileName {...props} onRename={() => setRenaming(true)} />}>
        <RenameForm draft={props.draft} file={props.file} onDone={() => setRenaming(false)} />
      </Show>
    </div>
  );
}

function FileName(props: FileHeadProps & { onRename(): void }) {
  const isMain = () => props.file.path === 'schema.pyre';
  // With one file edited, Discard edits does the same.
  const isOneOfMany = () => props.draft.files().filter(({ state }) => state !== 'served').length > 1;
  return (
    <>
      <code class="schema-path">{props.file.path}</code>
      <Show
        when={props.file.state !== 'removed'}
        fallback={
          <>
            <span class="soft">goes with the next Apply</span>
            <button type="button" class="button quiet" onClick={() => props.draft.restore(props.file.path)}>
              Bring back
            </button>
          </>
        }
      >
        <Show when={props.file.state === 'edited' && isOneOfMany()}>
          <button
            type="button"
            class="button quiet"
            title="Take the edits of this file back, and no other’s"
            onClick={() => props.draft.restore(props.file.path)}
          >
            Undo this file
          </button>
        </Show>
        <button
          type="button"
          class="button quiet"
          title="Ctrl-S or Cmd-S in the editor"
          disabled={props.busy}
          onClick={() => props.onFormat()}
        >
          Format
        </button>
        <Show when={!isMain()}>
          <button type="button" class="button quiet" onClick={() => props.onRename()}>
            Rename
          </button>
          <button type="button" class="button quiet" onClick={() => props.draft.remove(props.file.path)}>
            Delete
          </button>
        </Show>
      </Show>
    </>
  );
}

function RenameForm(props: { readonly draft: Draft; readonly file: DraftFile; onDone(): void }) {
  const [problem, setProblem] = createSignal<string | null>(null);
  let input: HTMLInputElement | undefined;
  const rename = () => {
    const wrong = props.draft.rename(props.file.path, input?.value.trim() ?? '');
    setProblem(wrong);
    if (wrong === null) props.onDone();
  };
  return (
    <form
      class="schema-rename"
      onSubmit={(event) => {
        event.preventDefault();
        rename();
      }}
    >
      <input
        ref={(element) => {
          input = element;
          queueMicrotask(() => element.focus());
        }}
        class="field-input mono"
        aria-label="Path of the file"
        aria-invalid={problem() === null ? undefined : 'true'}
        value={props.file.path}
        spellcheck={false}
        onKeyDown={(event) => event.key === 'Escape' && props.onDone()}
      />
      <button type="submit" class="button">
        Rename
      </button>
      <button type="button" class="button quiet" onClick={() => props.onDone()}>
        Cancel
      </button>
      <Show when={problem()}>{(text) => <p class="field-problem">{text()}</p>}</Show>
    </form>
  );
}

/** Queries by their names alone: that they are queries says the rest of the list. */
function shortPath(path: string): string {
  return path.replace(/^queries\//, '').replace(/\.pyre$/, '');
}
