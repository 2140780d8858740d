// Schema and permissions, live: the project's files, what changing them would do, and doing it [UI-10].
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show } from 'solid-js';
import type { Diagnostic } from '../../protocol/control.ts';
import { isSchemaFile } from '../../world/project.ts';
import { usePage } from '../page.tsx';
import { knowledgeOf } from '../pyre/knowledge.ts';
import { PyreEditor, type Jump } from '../pyre/pyre-editor.tsx';
import { Help } from '../widgets/help.tsx';
import { draftOf } from './draft.ts';
import { FileHead, FileList } from './file-list.tsx';
import { ImpactPanel } from './impact-panel.tsx';
import { ProjectMenu } from './project-menu.tsx';
import { createVerdict } from './verdict.ts';
import './schema.css';

export function SchemaPanel() {
  const page = usePage();
  const { world } = page;
  const { project } = world;
  const { now } = page;
  const draft = draftOf(page);
  const [drop, setDrop] = createSignal<readonly string[]>([]);
  const [busy, setBusy] = createSignal(false);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [jump, setJump] = createSignal<Jump | null>(null);
  onMount(() => void project.refresh());

  const schema = createMemo(() => now().schema);
  // Who is there matters to a preview only; a thousand clients are read for nothing else.
  const state = createMemo(() => {
    if (!draft.isEdited()) return '';
    const sessions = now().clients.map(({ id, session }) => `${id} ${JSON.stringify(session)}`);
    return `${now().revision} ${sessions.join()}`;
  });
  const question = createMemo(() => ({
    sources: draft.sources(),
    isEdited: draft.isEdited(),
    drop: drop(),
    // What would change depends on the rows and on who is there.
    state: state(),
  }));
  const { verdict, isOfThisText } = createVerdict(project, question);
  // The cards mark what this would do to their rows.
  createEffect(() => {
    const found = verdict();
    page.setImpact(found.state === 'ready' && isOfThisText() ? found.impact : null);
  });
  onCleanup(() => page.setImpact(null));
  const diagnostics = (): readonly Diagnostic[] => {
    const found = verdict();
    return found.state === 'wrong' ? found.diagnostics : [];
  };
  const here = createMemo(() => diagnostics().filter(({ path }) => path === draft.open()?.path));
  const knowledge = createMemo(() => {
    const found = verdict();
    const known = found.state === 'ready' ? found.impact.schema : schema();
    const texts = draft.sources().filter(isSchemaFile);
    return knowledgeOf(
      known,
      texts.map(({ source }) => source),
    );
  });
  createEffect(on(draft.isEdited, (edited) => !edited && setDrop([])));

  const during = async (work: () => Promise<string | null>) => {
    setBusy(true);
    setProblem(await work());
    setBusy(false);
  };
  const apply = () =>
    during(async () => {
      const answer = await project.apply(draft.sources(), drop());
      return answer.ok ? null : answer.message;
    });
  const revert = () =>
    during(async () => {
      const answer = await project.revert();
      return answer.ok ? null : answer.message;
    });
  const format = () =>
    during(async () => {
      const file = draft.open();
      if (!file || file.state === 'removed') return null;
      const answer = await project.format(file.path, draft.sources());
      if (answer.ok) draft.write(file.path, answer.value);
      return answer.ok ? null : answer.message;
    });
  const mayApply = () => verdict().state === 'ready' && !busy();
  // Asked for while the text is being judged or formatted, it is done as soon as there is a word on this very text.
  const [isWanted, setWanted] = createSignal(false);
  createEffect(() => {
    if (!isWanted() || busy() || !isOfThisText()) return;
    setWanted(false);
    if (verdict().state === 'ready') void apply();
  });

  return (
    <div class="schema-panel" data-testid="schema-panel">
      <div class="toolbar">
        <ProjectMenu />
        <Help
          about="the schema panel"
          text="The files that the server serves. Edit them, see below who would gain and lose which rows, and apply: the server keeps its rows, connections stay open, and clients fetch the tables whose permissions changed for them."
        />
        <span class="push" />
        <Show when={now().project.revertible}>
          <button type="button" class="button quiet" disabled={busy()} onClick={() => void revert()}>
            Take back the last change
          </button>
        </Show>
      </div>
      <FileList draft={draft} diagnostics={diagnostics()} />
      <Show when={draft.open()} fallback={<p class="empty">Reading the files of the server…</p>}>
        {(file) => (
          <>
            <FileHead draft={draft} file={file()} busy={busy()} onFormat={() => void format()} />
            <PyreEditor
              name={file().path}
              text={file().source}
              label={`Text of ${file().path}`}
              isSchema={isSchemaFile(file())}
              knowledge={knowledge()}
              diagnostics={here()}
              jump={jump()?.diagnostic.path === file().path ? jump() : null}
              onText={(text) => {
                if (text === file().source) return;
                setWanted(false);
                draft.write(file().path, text);
              }}
              onSave={() => void format()}
              onSubmit={() => setWanted(true)}
            />
          </>
        )}
      </Show>
      <p class="schema-keys faint">
        <kbd>Ctrl</kbd>-<kbd>Space</kbd> completes, <kbd>Ctrl</kbd>-<kbd>S</kbd> formats, <kbd>Ctrl</kbd>-
        <kbd>Enter</kbd> applies; <kbd>Esc</kbd> then <kbd>Tab</kbd> leaves the editor.
      </p>
      <div class="schema-actions">
        <h3>If applied</h3>
        <span class="push" />
        <button type="button" class="button quiet" disabled={!draft.isEdited()} onClick={() => draft.discard()}>
          Discard edits
        </button>
        <button type="button" class="button primary" disabled={!mayApply()} onClick={() => setWanted(true)}>
          Apply
        </button>
      </div>
      <div class="schema-word">
        <Show when={problem()}>{(text) => <p class="trouble schema-problem">✕ {text()}</p>}</Show>
        <ImpactPanel
          verdict={verdict()}
          drop={drop()}
          onDrop={(name, allowed) =>
            setDrop((before) => (allowed ? [...before, name] : before.filter((other) => other !== name)))
          }
          onPlace={(diagnostic) => {
            draft.choose(diagnostic.path);
            setJump({ diagnostic });
          }}
        />
      </div>
    </div>
  );
}
