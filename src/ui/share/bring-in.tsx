// A file that a person brought: recognised, checked, and either taken in or refused with a reason [UI-16].
import { createSignal, Match, onMount, Show, Switch } from 'solid-js';
import type { SourceFile } from '../../protocol/control.ts';
import { packRecipe, readRecipeText } from '../../world/recipe-link.ts';
import { unzipProject } from '../../world/project-zip.ts';
import type { World } from '../../world/world.ts';
import { count, counted } from '../format.ts';
import { usePage } from '../page.tsx';
import { KeptMessages } from './kept-messages.tsx';
import { readMessageFile, type KeptMessage } from './message-file.ts';
import { recognise } from './recognise.ts';
import { useVisit, type Visit } from './visit.tsx';

/** How far it has come. */
type Brought =
  | { readonly state: 'reading' }
  | { readonly state: 'refused'; readonly message: string; readonly details?: string }
  | { readonly state: 'project'; readonly sources: readonly SourceFile[]; readonly summary: string }
  | { readonly state: 'messages'; readonly messages: readonly KeptMessage[]; readonly cut: boolean }
  | { readonly state: 'done'; readonly message: string };

export function BringIn(props: { readonly file: File }) {
  const page = usePage();
  const visit = useVisit();
  const [brought, setBrought] = createSignal<Brought>({ state: 'reading' });
  const is = <State extends Brought['state']>(state: State) => {
    const now = brought();
    return now.state === state ? (now as Extract<Brought, { readonly state: State }>) : undefined;
  };
  onMount(() => void takeIn(props.file, page.world, visit).then(setBrought));
  const apply = async (sources: readonly SourceFile[]) => {
    setBrought({ state: 'reading' });
    const answer = await page.world.project.apply(sources);
    setBrought(answer.ok ? { state: 'done', message: 'Its schema and queries are served now.' } : refusal(answer));
  };
  return (
    <div class="bring-in" data-testid="bring-in" data-state={brought().state}>
      <Switch>
        <Match when={is('reading')}>
          <p role="status">Reading {props.file.name}…</p>
        </Match>
        <Match when={is('refused')}>
          {(refused) => (
            <div role="alert">
              <p>
                <span class="trouble">▲ {props.file.name} was not taken.</span> {refused().message}
              </p>
              <Show when={refused().details}>{(details) => <pre class="scroll">{details()}</pre>}</Show>
            </div>
          )}
        </Match>
        <Match when={is('project')}>
          {(project) => (
            <>
              <p>{project().summary}</p>
              <button type="button" class="button primary" onClick={() => void apply(project().sources)}>
                Serve this project, keep all rows
              </button>
            </>
          )}
        </Match>
        <Match when={is('messages')}>
          {(log) => <KeptMessages name={props.file.name} messages={log().messages} cut={log().cut} />}
        </Match>
        <Match when={is('done')}>{(done) => <p role="status">✓ {done().message}</p>}</Match>
      </Switch>
    </div>
  );
}

async function takeIn(file: File, world: World, visit: Visit): Promise<Brought> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const kind = recognise(file.name, bytes);
  if (kind === 'database') return takeDatabase(file.name, bytes, world);
  if (kind === 'project') return takeProject(bytes, world);
  if (kind === 'messages') return takeMessages(new TextDecoder().decode(bytes));
  if (kind === 'lesson') return takeLesson(file.name, new TextDecoder().decode(bytes), visit);
  if (kind === 'recipe') return takeRecipe(new TextDecoder().decode(bytes), visit);
  return refusal({
    message:
      'This page reads its own recipes (.json), Pyre projects (.zip), databases (.sqlite), message logs (.ndjson), lessons (.md).',
  });
}

async function takeDatabase(name: string, bytes: Uint8Array, world: World): Promise<Brought> {
  const answer = await world.files.bringDatabase(name, bytes);
  if (!answer.ok) return refusal(answer);
  const { rows, leftOut } = answer.value;
  const taken = rows.map((table) => `${count(table.count)} ${table.table}`).join(', ');
  const rest = leftOut.length === 0 ? '' : ` Left out, as the schema has no such tables: ${leftOut.join(', ')}.`;
  return { state: 'done', message: `The server started over with ${taken}.${rest}` };
}

async function takeProject(bytes: Uint8Array, world: World): Promise<Brought> {
  const unpacked = unzipProject(bytes);
  if (!unpacked.ok) return refusal(unpacked);
  const preview = await world.project.preview(unpacked.sources);
  if (!preview.ok) return refusal(preview);
  const { migration, clients } = preview.value;
  const concerned = clients.filter(({ tables }) => tables.length > 0).length;
  const summary = `${counted(unpacked.sources.length, 'file')} without errors. ${counted(migration.length, 'migration step')}; ${counted(concerned, 'client')} would catch up anew.`;
  return { state: 'project', sources: unpacked.sources, summary };
}

function takeMessages(text: string): Brought {
  const read = readMessageFile(text);
  return read.ok ? { state: 'messages', messages: read.messages, cut: read.cut } : refusal(read);
}

async function takeLesson(name: string, text: string, visit: Visit): Promise<Brought> {
  const [{ compileLesson, problemText }, { DRAFT, storeDraft }, { lessonHash }] = await Promise.all([
    import('../lessons/compile.ts'),
    import('../lessons/draft-store.ts'),
    import('../lessons/hash.ts'),
  ]);
  const compiled = compileLesson(name, text);
  if (!compiled.ok)
    return { state: 'refused', message: 'The lesson has mistakes.', details: problemText(compiled.problems) };
  if (!storeDraft(text)) return refusal({ message: 'This frame keeps nothing, so a lesson cannot be opened in it.' });
  visit.open(lessonHash({ ...compiled.lesson, id: DRAFT }));
  return { state: 'done', message: 'Opening the lesson…' };
}

function takeRecipe(text: string, visit: Visit): Brought {
  const read = readRecipeText(text);
  if (!read.ok) return refusal(read);
  visit.open(packRecipe(read.recipe));
  return { state: 'done', message: 'Opening the world…' };
}

interface Refusal {
  readonly message: string;
  readonly diagnostics?: readonly { readonly rendered: string }[];
}

function refusal({ message, diagnostics = [] }: Refusal): Brought {
  const details = diagnostics.map(({ rendered }) => rendered).join('\n');
  return { state: 'refused', message, ...(details === '' ? {} : { details }) };
}
