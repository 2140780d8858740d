// Sessions the server knows, with their connections.
import { createMemo, For } from 'solid-js';
import { createAnswer } from '../ask.ts';
import { sessionLine } from '../format.ts';
import { usePage } from '../page.tsx';
import { Short } from '../widgets/short.tsx';

/** Sessions drawn at once. */
const MOST = 200;

export function Sessions() {
  const page = usePage();
  const live = createMemo(() => page.now().clients.filter((client) => client.phase === 'live').length);
  const question = () => ({ live: live(), revision: page.now().revision, server: page.now().server });
  const answer = createAnswer(question, () => page.world.sessions());
  const sessions = () => {
    const latest = answer();
    return latest?.ok ? latest.value : [];
  };
  return (
    <section aria-label="Sessions" class="server-sessions">
      <h2 class="section-title">Sessions</h2>
      <table class="plain">
        <thead>
          <tr>
            <th scope="col">session</th>
            <th scope="col">values</th>
            <th scope="col" class="number">
              connections
            </th>
          </tr>
        </thead>
        <tbody>
          <For each={sessions().slice(0, MOST)}>
            {(session) => (
              <tr>
                <td>
                  <Short label="session id" text={session.sessionId} />
                </td>
                <td>{sessionLine(session.session)}</td>
                <td class="number">{session.connections}</td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </section>
  );
}
