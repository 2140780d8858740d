// Which moment of the world the page draws: now, or one of the recorded run [UI-9].
import { batch, createMemo, createSignal, onCleanup } from 'solid-js';
import type { Accessor } from 'solid-js';
import { messagesAt } from '../../world/as-of.ts';
import type { MessageView } from '../../world/messages.ts';
import type { Moment } from '../../world/recording.ts';
import type { World, WorldView } from '../../world/world.ts';

/** What is drawn, and what is now. */
export interface Looking {
  /** The picture that is drawn: of now, or of the moment that a person looks back at. */
  readonly view: Accessor<WorldView>;
  /** The picture of now, wherever a person looks: what steers the world goes by this one. */
  readonly now: Accessor<WorldView>;
  /** The earlier moment that is looked at; null: now. */
  readonly moment: Accessor<Moment | null>;
  lookAt(moment: Moment | null): void;
  /** The messages as of the picture that is drawn, oldest first. */
  messages(): readonly MessageView[];
}

/** Follows `world`; `drawn` is told of each picture before it shows. */
export function createLooking(world: World, drawn: (view: WorldView) => void): Looking {
  const [now, setNow] = createSignal(world.view());
  const [view, setView] = createSignal(now());
  const [moment, setMoment] = createSignal<Moment | null>(null);
  const [told, setTold] = createSignal(0);
  const show = () => {
    const earlier = moment();
    const next = earlier ? asSeenFrom(earlier.view, now()) : now();
    drawn(next);
    setView(next);
  };
  onCleanup(
    world.subscribe(() => {
      batch(() => {
        setNow(world.view());
        show();
      });
    }),
  );
  onCleanup(world.messages.subscribe(() => setTold((count) => count + 1)));
  const then = createMemo(() => {
    const earlier = moment();
    return earlier && messagesAt(world.messages.view(), earlier);
  });
  const present = () => {
    told();
    return world.messages.view();
  };
  return {
    view,
    now,
    moment,
    lookAt(next) {
      batch(() => {
        setMoment(next);
        show();
      });
    },
    messages: () => then() ?? present(),
  };
}

/** An earlier picture with what belongs to the person who looks, not to the world. */
function asSeenFrom(earlier: WorldView, now: WorldView): WorldView {
  const { selectedId, adding, notice, time } = now;
  const isThere = earlier.clients.some(({ id }) => id === selectedId);
  return { ...earlier, selectedId: isThere ? selectedId : earlier.selectedId, adding, notice, time };
}
