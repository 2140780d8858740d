// Whether every client holds exactly what it may see, all the time; a fault leads to the message that broke it [UI-17].
import { Match, Show, Switch } from 'solid-js';
import type { FaultView, ProofView } from '../../world/world.ts';
import { count, counted } from '../format.ts';
import { usePage } from '../page.tsx';
import { Help } from '../widgets/help.tsx';

const WORDS: Readonly<Record<FaultView['what'], string>> = {
  forbidden: 'holds a row it may not see',
  missing: 'lacks a row it may see',
  older: 'holds an older version',
  deleted: 'holds a row that is gone',
};

export function ProofMark() {
  const page = usePage();
  const proof = () => page.view().proof;
  const catchingUp = () =>
    page.view().network.flyingCount > 0 ||
    page.view().clients.some(({ phase }) => phase === 'connecting' || phase === 'catching_up');
  const settlingWords = () => {
    if (page.view().server.phase !== 'running') return 'waiting for the server';
    if (page.view().network.flying.some(({ held }) => held)) return 'a frame is held';
    return catchingUp() ? 'catching up' : 'checking views';
  };
  /** Who is offline holds what it last heard of, and nobody claims that to be exact. */
  const exactWords = () => {
    const { clients } = page.view();
    const offline = clients.filter(({ phase }) => phase === 'offline').length;
    if (offline === 0) return 'all views exact';
    return `${counted(clients.length - offline, 'view')} exact, ${count(offline)} offline`;
  };
  const broken = () => {
    const now = proof();
    return now.state === 'broken' ? now : undefined;
  };
  const show = (fault: ProofView & { state: 'broken' }) => {
    const first = fault.faults[0];
    if (first) {
      page.world.select(first.client);
      page.chooseRow({ table: first.table, key: first.key });
    }
    page.chooseMessage(fault.message);
    page.openTab(fault.message === null ? 'row' : 'messages');
  };
  return (
    <div class="proof" data-testid="proof" data-state={proof().state}>
      <Switch>
        <Match when={proof().state === 'exact'}>
          <span role="status" title={exactWords()}>
            <span class="proof-mark" aria-hidden="true">
              ✓
            </span>{' '}
            {exactWords()}
          </span>
        </Match>
        <Match when={proof().state === 'settling'}>
          <span role="status" class="soft" title={settlingWords()}>
            <span aria-hidden="true">◐</span> {settlingWords()}
          </span>
        </Match>
        <Match when={broken()}>
          {(fault) => (
            <button
              type="button"
              class="button proof-broken"
              title={sentence(fault().faults)}
              onClick={() => show(fault())}
            >
              <span aria-hidden="true">▲</span> {counted(fault().faults.length, 'fault')}
              <span class="hidden-label">: show the message that broke it</span>
            </button>
          )}
        </Match>
      </Switch>
      <Show when={proof().state !== 'waiting'}>
        <Help
          about="this proof"
          text="After every change, each live client's rows are compared with the server's tables and the permission's verdict for its session: nothing missing, nothing forbidden, nothing old."
        />
      </Show>
    </div>
  );
}

function sentence(faults: readonly FaultView[]): string {
  const first = faults[0];
  return first ? `${first.name} ${WORDS[first.what]}: ${first.table} ${first.key}` : '';
}
