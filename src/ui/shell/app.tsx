// The whole page: header, panes, the line that tells what happens.
// Styles stand first: what a panel says overrides what holds for every element.
import '../tokens.css';
import '../base.css';
import './shell.css';
import { Match, Switch } from 'solid-js';
import { CommandDoor } from '../commands/command-door.tsx';
import { Diagnostics, ServerFailure } from '../diagnostics/diagnostics.tsx';
import { PageProvider, usePage } from '../page.tsx';
import { DropPlace } from '../share/drop-place.tsx';
import { SightInAddress } from '../share/sight-in-address.tsx';
import { VisitBanner } from '../share/visit-banner.tsx';
import { AT_HOME, VisitProvider, type Visit } from '../share/visit.tsx';
import { PastLine } from '../time/past-line.tsx';
import { PauseLine } from '../time/pause-line.tsx';
import type { World } from '../../world/world.ts';
import { Header } from './header.tsx';
import { Layout } from './layout.tsx';
import { Narration } from './narration.tsx';
import { Notice } from './notice.tsx';
import { Welcome } from './welcome.tsx';

/** `visit`: where the world came from; without it, it is the page's own. */
export function App(props: { readonly world: World; readonly visit?: Visit }) {
  return (
    <VisitProvider visit={props.visit ?? AT_HOME}>
      <PageProvider world={props.world}>
        <div class="app">
          <Top />
          <Main />
          <Narration />
          <Notice />
        </div>
        <DropPlace />
        <CommandDoor />
      </PageProvider>
    </VisitProvider>
  );
}

/** One row of the page, however many lines it has. */
function Top() {
  return (
    <div class="top">
      <Header />
      <VisitBanner />
      <SightInAddress />
      <PastLine />
      <PauseLine />
      <Welcome />
    </div>
  );
}

function Main() {
  const page = usePage();
  const refused = () => {
    const { server } = page.view();
    return server.phase === 'refused' ? server : undefined;
  };
  const failed = () => {
    const { server } = page.view();
    return server.phase === 'failed' ? server : undefined;
  };
  return (
    <main class="main">
      <Switch fallback={<Layout />}>
        <Match when={refused()}>{(server) => <Diagnostics diagnostics={server().diagnostics} />}</Match>
        <Match when={failed()}>{(server) => <ServerFailure message={server().message} at={server().at} />}</Match>
      </Switch>
    </main>
  );
}
