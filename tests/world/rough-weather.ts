// What people may do to a world, drawn from a seed and done on top of each other: weather, time, clients, rows, rules, the server itself.
import type { VirtualClock } from '../../src/base/clock.ts';
import { seededRandom, type Random } from '../../src/base/random.ts';
import { RATES } from '../../src/world/time.ts';
import type { ClientView, World } from '../../src/world/world.ts';
import { demoSources } from '../server/open-server.ts';
import { servedWorld } from './served-world.ts';

const PRESETS = ['none', 'none', 'lan', '3g', 'tunnel', 'cafe'] as const;
const RULE = ' || published == True';
const MOST_CLIENTS = 7;

interface Scene {
  readonly world: World;
  readonly random: Random;
  /** One of the clients; null where there is none. */
  readonly client: ClientView | null;
}

type Deed = (scene: Scene) => string;

/** Does `work` to a client, if there is one. */
function withClient(what: string, work: (scene: Scene, client: ClientView) => unknown): Deed {
  return (scene) => {
    if (scene.client !== null) void work(scene, scene.client);
    return scene.client === null ? `${what}: nobody is there` : `${scene.client.id}: ${what}`;
  };
}

const withWorld =
  (what: string, work: (scene: Scene) => unknown): Deed =>
  (scene) => {
    void work(scene);
    return what;
  };

const publish = withClient('publishes', ({ world, random }, { id }) =>
  world.submit(id, 'PublishPost', { id: random.between(1, 40), published: random.fraction() < 0.5 }),
);

const DEEDS: readonly (readonly [weight: number, deed: Deed])[] = [
  [12, publish],
  [
    6,
    withClient('creates', ({ world, random }, { id }) =>
      world.submit(id, 'CreatePost', { title: 'New', content: '', published: random.fraction() < 0.5 }),
    ),
  ],
  [
    3,
    withClient('deletes', ({ world, random }, { id }) => world.submit(id, 'DeletePost', { id: random.between(1, 40) })),
  ],
  [10, withClient('other weather', ({ world, random }, { id }) => world.weather.setPreset(id, random.pick(PRESETS)))],
  [3, withWorld('other weather for all', ({ world, random }) => world.weather.setPreset('all', random.pick(PRESETS)))],
  [
    4,
    withClient('another link', ({ world, random }, { id }) =>
      world.setLink(id, {
        latencyMs: random.between(0, 3000),
        jitterMs: random.pick([0, 500]),
        loss: random.pick([0, 0, 0.2]),
        bandwidthBytesPerSecond: random.pick([null, 3000]),
      }),
    ),
  ],
  [8, withClient('reconnects', ({ world }, { id }) => world.reconnect(id))],
  [4, withClient('goes offline', ({ world }, { id }) => world.setOnline(id, false))],
  [6, withClient('goes online', ({ world }, { id }) => world.setOnline(id, true))],
  [3, withClient('clears its cache', ({ world }, { id }) => world.resync(id))],
  [
    3,
    withClient('is another user', ({ world, random }, { id }) =>
      world.changeSession(id, { userId: random.between(1, 6), role: random.pick(['user', 'admin']) }),
    ),
  ],
  [3, withClient('is removed', ({ world }, { id }) => world.removeClient(id))],
  [2, withWorld('undo', ({ world }) => world.undo())],
  [
    4,
    withWorld('one more client', ({ world, random }) =>
      world.view().clients.length < MOST_CLIENTS
        ? world.addClient({ userId: random.between(1, 6), role: 'user' })
        : null,
    ),
  ],
  [5, withWorld('pause', ({ world }) => world.time.setPaused(true))],
  [6, withWorld('goes on', ({ world }) => world.time.setPaused(false))],
  [8, withWorld('step', ({ world }) => world.time.step())],
  [3, withWorld('another pace', ({ world, random }) => world.time.setRate(random.pick(RATES)))],
  [
    8,
    withWorld('a frame is held, released or dropped', ({ world, random }) => {
      const { flying } = world.view().network;
      if (flying.length > 0) world.weather.alterFrame(random.pick(flying).id, random.pick(['hold', 'release', 'drop']));
    }),
  ],
  [2, withWorld('the server is down', ({ world }) => world.weather.setServerDown(true))],
  [4, withWorld('the server is up', ({ world }) => world.weather.setServerDown(false))],
  [1, withWorld('stop', ({ world }) => world.database.stop())],
  [2, withWorld('start', ({ world }) => world.database.start())],
  [1, withWorld('restart', ({ world }) => world.database.restart())],
  [1, withWorld('reset', ({ world, random }) => world.reset({ seed: random.between(1, 9), empty: false }))],
  [1, withWorld('again', ({ world }) => world.again())],
  [2, withWorld('narrower rules', ({ world }) => world.project.apply(sourcesWith('')))],
  [2, withWorld('the usual rules', ({ world }) => world.project.apply(sourcesWith(RULE)))],
];

function sourcesWith(rule: string): typeof demoSources {
  return demoSources.map(({ path, source }) => ({ path, source: source.replace(RULE, rule) }));
}

function draw(random: Random): Deed {
  const total = DEEDS.reduce((sum, [weight]) => sum + weight, 0);
  let drawn = random.fraction() * total;
  return (DEEDS.find(([weight]) => (drawn -= weight) < 0) ?? [0, publish])[1];
}

/** Time by which everybody who may be live is live, and proven: the longest patience, twice over, and more. */
const CALM_MS = 240_000;

/** What was wrong in the end, and the way there. */
export interface Passage {
  readonly problems: readonly string[];
  readonly deeds: readonly string[];
}

/** Takes a world through `steps` deeds, then lets everything be good again and looks whether every client is exact. */
export async function throughRoughWeather(seed: number, steps: number): Promise<Passage> {
  const { world, clock, reported, settle } = await servedWorld({ random: seededRandom(`rough ${seed}`) });
  const random = seededRandom(`deeds ${seed}`);
  const deeds: string[] = [];
  for (let step = 0; step < steps; step++) {
    const { clients } = world.view();
    deeds.push(draw(random)({ world, random, client: clients.length === 0 ? null : random.pick(clients) }));
    await clock.advance(random.pick([0, 0, 1, 5, 20, 100, 1000, 8000]));
  }
  await calm(world, clock, settle);
  return {
    problems: [...problemsOf(world), ...reported.map((error) => `the server made a mistake: ${String(error)}`)],
    deeds,
  };
}

async function calm(world: World, clock: VirtualClock, settle: () => Promise<void>): Promise<void> {
  world.time.setPaused(false);
  world.time.setRate(1);
  world.weather.setServerDown(false);
  await settle();
  void world.database.start();
  await settle();
  world.weather.setPreset('all', 'none');
  for (const { id } of world.view().network.flying) world.weather.alterFrame(id, 'release');
  for (const { id } of world.view().clients) world.setOnline(id, true);
  await clock.advance(CALM_MS);
}

function problemsOf(world: World): readonly string[] {
  const { server, clients, proof, network, adding } = world.view();
  const asleep = clients.filter(({ phase }) => phase !== 'live').map(({ id, phase }) => `${id} is ${phase}`);
  const unproven = clients.length > 0 && proof.state !== 'exact' ? [`the proof is ${JSON.stringify(proof)}`] : [];
  return [
    ...(server.phase === 'running' ? [] : [`the server is ${server.phase}`]),
    ...(network.flyingCount === 0 ? [] : [`${network.flyingCount} frames are under way`]),
    ...(adding === null ? [] : ['clients are still being added']),
    ...asleep,
    ...unproven,
  ];
}
