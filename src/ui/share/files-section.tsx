// The world as files, each way: what can be taken along, and what can be brought in [UI-16].
import { createSignal, For, Show } from 'solid-js';
import { asPyreFiles, zipFiles } from '../../world/project-zip.ts';
import { asLines } from '../messages/filter.ts';
import { usePage, type Page } from '../page.tsx';
import { Icon } from '../widgets/icon.tsx';
import { BringIn } from './bring-in.tsx';
import { saveFile, saveText } from './save.ts';
import { useWorldLink } from './use-link.ts';

export function FilesSection() {
  const page = usePage();
  const { link } = useWorldLink(() => false);
  const [problem, setProblem] = createSignal<string | null>(null);
  const [busy, setBusy] = createSignal<string | null>(null);
  const [given, setGiven] = createSignal<File | null>(null);
  const saveRecipe = () => saveText('world.json', 'application/json', `${JSON.stringify(link().recipe, null, 2)}\n`);
  const ways: readonly Way[] = [
    { name: 'Project', file: '.zip', about: 'schema and queries, for Pyre’s own tools', save: () => saveProject(page) },
    { name: 'Database', file: '.sqlite', about: 'all rows, for any SQLite', save: () => saveDatabase(page) },
    { name: 'Messages', file: '.ndjson', about: 'the log of this page', save: async () => saveMessages(page) },
    { name: 'Recipe', file: '.json', about: 'this world without its rows', save: async () => saveRecipe() },
  ];
  const take = async (way: Way) => {
    setBusy(way.name);
    setProblem(null);
    try {
      await way.save();
    } catch (error) {
      setProblem(`${way.name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    setBusy(null);
  };
  return (
    <div class="share-section">
      <h3>Take along</h3>
      <ul class="share-ways">
        <For each={ways}>
          {(way) => (
            <li>
              <button type="button" class="button" disabled={busy() !== null} onClick={() => void take(way)}>
                <Icon name="download" /> {way.name} <span class="faint">{way.file}</span>
              </button>
              <span class="soft">{busy() === way.name ? 'being written…' : way.about}</span>
            </li>
          )}
        </For>
      </ul>
      <Show when={problem()}>
        {(text) => (
          <p role="alert" class="trouble">
            ▲ {text()}
          </p>
        )}
      </Show>
      <h3>Bring in</h3>
      <label class="button share-choose">
        <Icon name="upload" /> Choose a file
        <input
          type="file"
          class="hidden-label"
          accept=".zip,.sqlite,.sqlite3,.db,.ndjson,.jsonl,.json,.md"
          onChange={(event) => setGiven(event.currentTarget.files?.[0] ?? null)}
        />
      </label>
      <p class="faint">Any of the four, or a lesson (.md); or drop it on the page. What it changes can be undone.</p>
      <Show when={given()} keyed>
        {(file) => <BringIn file={file} />}
      </Show>
    </div>
  );
}

/** Something to take along. */
interface Way {
  readonly name: string;
  readonly file: string;
  readonly about: string;
  save(): Promise<void>;
}

async function saveProject({ world, view }: Page): Promise<void> {
  const { sources } = view().project;
  const format = async (path: string, files: typeof sources) => {
    const answer = await world.project.format(path, files);
    if (!answer.ok) throw new Error(answer.message);
    return answer.value;
  };
  saveFile('pyre-project.zip', 'application/zip', zipFiles(await asPyreFiles(sources, format)));
}

async function saveDatabase({ world }: Page): Promise<void> {
  const answer = await world.files.database();
  if (!answer.ok) throw new Error(answer.message);
  saveFile('world.sqlite', 'application/vnd.sqlite3', answer.value);
}

function saveMessages({ world }: Page): void {
  saveText('messages.ndjson', 'application/x-ndjson', asLines(world.messages.view()));
}
