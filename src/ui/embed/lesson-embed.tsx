// A lesson in a frame: its text beside the clients, and of the page's tools only those that its steps need [UI-14] [UI-15].
import { Show } from 'solid-js';
import { ClientStrip } from '../client/client-strip.tsx';
import { LessonsPanel } from '../lessons/lessons-panel.tsx';
import { placesOfLesson } from '../lessons/places.ts';
import { useLessonSession } from '../lessons/session.ts';
import { LessonStatus } from '../lessons/status.tsx';
import { QueryPanel } from '../query/query-panel.tsx';
import { Tableau } from '../tableau/tableau.tsx';
import { ActingClient } from './acting-client.tsx';

/** `readonly`: then nothing can be done in it, and no tools are offered. */
export function LessonEmbed(props: { readonly readonly: boolean }) {
  const session = useLessonSession();
  const places = () => {
    const open = session();
    return open === null || props.readonly ? [] : placesOfLesson(open.lesson);
  };
  return (
    <>
      <Show when={session()} keyed>
        {(open) => <LessonStatus session={open} />}
      </Show>
      <div class="embed-lesson" data-adding={places().includes('adding')}>
        <LessonsPanel />
        <div>
          <Tableau />
          <Show when={places().includes('client')}>
            <ClientStrip />
          </Show>
          <Show when={places().includes('query')}>
            <ActingClient />
            <QueryPanel />
          </Show>
        </div>
      </div>
    </>
  );
}
