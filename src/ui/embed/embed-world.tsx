// The running world of an embed: its panel, events to the page around, commands from it.
import { lazy, Match, onCleanup, Show, Suspense, Switch } from 'solid-js';
import { unreachable } from '../../base/assert.ts';
import { readOnly } from '../../world/read-only.ts';
import type { World } from '../../world/world.ts';
import { ClientStrip } from '../client/client-strip.tsx';
import { Diagnostics, ServerFailure } from '../diagnostics/diagnostics.tsx';
import { PageProvider, TABS, usePage } from '../page.tsx';
import { readAddress } from '../share/address.ts';
import { lookThere } from '../share/sight-in-address.tsx';
import { AT_HOME, VisitProvider, type Visit } from '../share/visit.tsx';
import { Tableau } from '../tableau/tableau.tsx';
import { showTheme } from '../shell/theme.ts';
import { ActingClient } from './acting-client.tsx';
import { CrowdLimit } from './crowd-limit.ts';
import { hearParent, tellParent } from './frame.ts';
import type { EmbedCommand } from './messages.ts';
import type { EmbedOptions } from './options.ts';
import { tellEvents } from './tell-events.ts';
import '../shell/shell.css';

const MessagesPanel = lazy(async () => ({ default: (await import('../messages/messages-panel.tsx')).MessagesPanel }));
const FlowPanel = lazy(async () => ({ default: (await import('../flow/flow-panel.tsx')).FlowPanel }));
const SchemaPanel = lazy(async () => ({ default: (await import('../schema/schema-panel.tsx')).SchemaPanel }));
const LessonEmbed = lazy(async () => ({ default: (await import('./lesson-embed.tsx')).LessonEmbed }));
const QueryPanel = lazy(async () => ({ default: (await import('../query/query-panel.tsx')).QueryPanel }));

/** Lessons run in the frame's own world, and the page around hears of them. */
const IN_FRAME: Visit = {
  ...AT_HOME,
  anyWorld: true,
  lessonReached: (lesson, step, steps) => tellParent({ type: 'lesson', lesson, step: step + 1, steps }),
};

export function EmbedWorld(props: { readonly world: World; readonly options: EmbedOptions }) {
  // eslint-disable-next-line solid/reactivity -- an embed has one world for life
  const { options } = props;
  // eslint-disable-next-line solid/reactivity -- as above
  const world = options.readonly ? readOnly(props.world) : props.world;
  onCleanup(tellEvents(world, tellParent));
  const limit = new CrowdLimit();
  onCleanup(hearParent((command) => follow(command, world, limit)));
  return (
    <VisitProvider visit={IN_FRAME}>
      <PageProvider world={world}>
        <EmbedPanel options={options} />
      </PageProvider>
    </VisitProvider>
  );
}

function EmbedPanel(props: { readonly options: EmbedOptions }) {
  const page = usePage();
  // The page's own theme is the visitor's; a figure follows the text around it.
  showTheme(props.options.theme);
  page.openLesson(props.options.lesson);
  lookThere(page, readAddress(location.hash, TABS).sight);
  const is = (panel: EmbedOptions['panel']) => props.options.panel === panel;
  const refused = () => {
    const { server } = page.view();
    return server.phase === 'refused' ? server.diagnostics : undefined;
  };
  const failed = () => {
    const { server } = page.view();
    return server.phase === 'failed' ? server.message : undefined;
  };
  return (
    <div class="embed-body">
      <Suspense fallback={<p class="embed-wait soft">Loading…</p>}>
        <Switch>
          <Match when={refused()}>{(diagnostics) => <Diagnostics diagnostics={diagnostics()} />}</Match>
          <Match when={failed()}>{(message) => <ServerFailure message={message()} />}</Match>
          <Match when={is('tableau')}>
            <Tableau />
            <Show when={props.options.controls && !props.options.readonly}>
              <ClientStrip />
            </Show>
          </Match>
          <Match when={is('messages')}>
            <MessagesPanel />
          </Match>
          <Match when={is('flow')}>
            <FlowPanel />
          </Match>
          <Match when={is('schema')}>
            <SchemaPanel />
          </Match>
          <Match when={is('lesson')}>
            <LessonEmbed readonly={props.options.readonly} />
          </Match>
          <Match when={is('query')}>
            <ActingClient />
            <QueryPanel />
          </Match>
        </Switch>
      </Suspense>
    </div>
  );
}

function follow(command: EmbedCommand, world: World, limit: CrowdLimit): void {
  switch (command.type) {
    case 'start':
      return;
    case 'pause':
    case 'resume':
      return world.time.setPaused(command.type === 'pause');
    case 'theme':
      return showTheme(command.theme);
    case 'select':
      return withClient(world, command.client, (id) => world.select(id));
    case 'offline':
      return withClient(world, command.client, (id) => world.setOnline(id, !command.offline));
    case 'submit':
      return withClient(world, command.client, (id) => {
        const submit = () => submitAs(id, command, world);
        if (!limit.begin(submit))
          tellParent({ type: 'refused', message: 'Too many commands at once: wait for answers.' });
      });
    default:
      unreachable(command);
  }
}

type Id = Parameters<World['select']>[0];

async function submitAs(id: Id, { query, input }: EmbedCommand & { readonly type: 'submit' }, world: World) {
  const answer = await world.submit(id, query, input);
  if (!answer.ok) tellParent({ type: 'refused', message: answer.error.message || answer.error.kind });
}

function withClient(world: World, number: number, act: (id: Id) => void): void {
  const client = world.view().clients.find((candidate) => candidate.number === number);
  if (client) act(client.id);
  else tellParent({ type: 'refused', message: `There is no client ${number}.` });
}
