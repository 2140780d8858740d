// What a person does to the server: a new database, another life, a stop.
import { createSignal, type JSX } from 'solid-js';
import { usePage } from '../page.tsx';
import { ProjectMenu } from '../schema/project-menu.tsx';

const SEED = 1;

/** A new database: with the rows of a seed, or without any. */
export function StartOver() {
  const page = usePage();
  const [seed, setSeed] = createSignal(String(SEED));
  const seedNumber = () => Math.max(0, Math.floor(Number(seed()))) || 0;
  return (
    <form
      class="toolbar"
      aria-label="Start over"
      onSubmit={(event) => {
        event.preventDefault();
        void page.world.reset({ seed: seedNumber(), empty: false });
      }}
    >
      <ProjectMenu />
      <label class="server-seed" title="The example rows are drawn from this number: the same seed gives the same rows">
        <span class="soft">seed</span>
        <input
          class="field-input"
          inputMode="numeric"
          value={seed()}
          onInput={(event) => setSeed(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="button" title="A new database with the rows of this seed">
        Start over
      </button>
      <button
        type="button"
        class="button"
        title="A new database without rows"
        onClick={() => void page.world.reset({ seed: seedNumber(), empty: true })}
      >
        Empty
      </button>
    </form>
  );
}

/** Ending the server, for a moment or until it is started. */
export function LifeButtons() {
  const { world } = usePage();
  return (
    <span class="server-life push">
      <Busy
        title="Ends the server and starts it again from its journal, where every committed change is kept: the same rows"
        work={() => world.database.restart()}
      >
        Restart
      </Busy>
      <Busy
        title="Ends the server; nothing is lost, clients wait until it starts again"
        work={() => world.database.stop()}
      >
        Stop
      </Busy>
    </span>
  );
}

export function StartButton() {
  const page = usePage();
  return (
    <Busy primary title="Goes on where the server was" work={() => page.world.database.start()}>
      Start
    </Busy>
  );
}

/** A button that waits for what it began. */
function Busy(props: {
  readonly title: string;
  readonly primary?: boolean;
  readonly work: () => Promise<void>;
  readonly children: JSX.Element;
}) {
  const [busy, setBusy] = createSignal(false);
  const run = async () => {
    setBusy(true);
    await props.work();
    setBusy(false);
  };
  return (
    <button
      type="button"
      class="button"
      classList={{ primary: props.primary ?? false }}
      title={props.title}
      disabled={busy()}
      onClick={() => void run()}
    >
      {props.children}
    </button>
  );
}
