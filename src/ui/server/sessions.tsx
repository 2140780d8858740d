// Sessions the server knows, with their connections.
import { createMemo, For } from 'solid-js';
import { createAnswer } from '../ask.ts';
import { sessionLine } from '../format.ts';
import { usePage } from '../page.tsx';
import { Help } from '../widgets/help.tsx';
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
      <div class="server-line">
        <h2 class="section-title">Sessions</h2>
        <Help
          about="the sessions"
          text="A session is a login: its values stand for Session.userId and the like in permissions, and only the server knows them by its id. One without connections belongs to a client that is offline or gone; the server forgets it after a day."
        />
      </div>
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
              <tr classList={{ faint: session.connections === 0 }}>
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
