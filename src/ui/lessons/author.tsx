// A lesson of one's own: its text, what is wrong with it, what was done in the world as its actions, and the file [UI-15].
import { createMemo, createSignal, For, onCleanup, Show } from 'solid-js';
import { usePage } from '../page.tsx';
import { saveText } from '../share/save.ts';
import { useVisit } from '../share/visit.tsx';
import { Help } from '../widgets/help.tsx';
import { writeAction } from './actions.ts';
import { compileLesson } from './compile.ts';
import { DRAFT, storeDraft, storedDraft } from './draft-store.ts';
import { fileName, GOAL_EXAMPLES, newDraft, withActions, withGoal, withStep } from './draft.ts';
import { lessonHash } from './hash.ts';
import { Recorder } from './record.ts';

export function Author(props: { onClose(): void }) {
  const page = usePage();
  const visit = useVisit();
  const { world } = page;
  const [text, setText] = createSignal(storedDraft() ?? newDraft(world.start()));
  const [recording, setRecording] = createSignal(false);
  const compiled = createMemo(() => compileLesson(fileName(text()), text()));
  const problems = () => {
    const result = compiled();
    return result.ok ? [] : result.problems;
  };
  const write = (next: string) => {
    setText(next);
    storeDraft(next);
  };
  const [recorded, setRecorded] = createSignal<readonly string[]>([]);
  let recorder: Recorder | null = null;
  let area: HTMLTextAreaElement | undefined;
  const look = () => {
    if (!recorder) return;
    const actions = recorder.look(world.view(), world.messages.view());
    if (actions.length === 0) return;
    write(withActions(text(), actions));
    setRecorded(actions.map(writeAction));
    if (area) area.scrollTop = area.scrollHeight;
  };
  onCleanup(world.subscribe(look));
  onCleanup(world.messages.subscribe(look));
  const record = (on: boolean) => {
    recorder = on ? new Recorder(world.view(), world.messages.view()) : null;
    setRecording(on);
  };
  const tryIt = () => {
    const result = compiled();
    if (!result.ok) return;
    record(false);
    const lesson = { ...result.lesson, id: DRAFT };
    // Its own world is another page; where the text cannot be kept for it, the lesson is tried in this one.
    if (storeDraft(text())) visit.open(lessonHash(lesson));
    else page.tryLesson(lesson);
  };
  return (
    <div class="lesson lesson-author" data-testid="author">
      <header class="lesson-head">
        <h2>Write a lesson</h2>
        <Help
          about="writing a lesson"
          text="A lesson is a text: a head, then steps, each with a guess, goals and what can be done for the reader. Record what you do, and it becomes the step's actions. Try it in a world of its own; save it as a file."
        />
        <span class="push" />
        <button type="button" class="button quiet" onClick={() => props.onClose()}>
          All lessons
        </button>
      </header>
      <div class="lesson-help">
        <button type="button" class="button" aria-pressed={recording()} onClick={() => record(!recording())}>
          <span aria-hidden="true" class={recording() ? 'trouble' : 'faint'}>
            ●
          </span>{' '}
          {recording() ? 'Recording what you do' : 'Record what I do'}
        </button>
        <button type="button" class="button" onClick={() => write(withStep(text()))}>
          Add a step
        </button>
        <select
          class="field-input author-goals"
          aria-label="Add a goal"
          value=""
          onChange={(event) => {
            const goal = event.currentTarget.value;
            if (goal !== '') write(withGoal(text(), goal));
            event.currentTarget.value = '';
          }}
        >
          <option value="">Add a goal…</option>
          <For each={GOAL_EXAMPLES}>{(goal) => <option value={goal}>{goal}</option>}</For>
        </select>
        <span class="push" />
        <button type="button" class="button" onClick={() => write(newDraft(world.start()))}>
          Begin anew
        </button>
      </div>
      <Show when={recording()}>
        <p class="soft" role="status">
          {recorded().length === 0
            ? 'Do something: it becomes a line under “Do it”.'
            : `Recorded: ${recorded().join('; ')}`}
        </p>
      </Show>
      <textarea
        ref={(element) => (area = element)}
        class="field-input author-text"
        aria-label="Text of the lesson"
        spellcheck={false}
        rows={24}
        value={text()}
        onInput={(event) => write(event.currentTarget.value)}
      />
      <div role="status">
        <Show when={problems().length > 0} fallback={<p class="soft">✓ No mistakes.</p>}>
          <ul class="author-problems">
            <For each={problems()}>
              {(problem) => (
                <li>
                  <span class="trouble">▲ line {problem.line}</span> {problem.message}
                </li>
              )}
            </For>
          </ul>
        </Show>
      </div>
      <div class="lesson-help">
        <button type="button" class="button primary" disabled={problems().length > 0} onClick={tryIt}>
          Try it
        </button>
        <button type="button" class="button" onClick={() => saveText(fileName(text()), 'text/markdown', text())}>
          Save as {fileName(text())}
        </button>
      </div>
    </div>
  );
}
