// A world to look at: everything is shown, nothing can be changed [UI-14].
import type { World } from './world.ts';

const REFUSED = { ok: false, message: 'This page is read only.' } as const;
const LOCKED = { ...REFUSED, diagnostics: [] } as const;

async function nothing(): Promise<void> {}

/** The same world, whose intents that change something do nothing or say so; looking, selecting and pausing stay. */
export function readOnly(world: World): World {
  const { project, files } = world;
  const locked: Partial<World> = {
    addClient: nothing,
    addClients: nothing,
    addSibling: nothing,
    removeClient: nothing,
    setOnline: () => undefined,
    changeSession: async () => REFUSED,
    setLink: () => undefined,
    reset: nothing,
    submit(id, query, args) {
      const entry = world.view().queries.find(({ name, id: hash }) => name === query || hash === query);
      if (entry?.operation === 'query') return world.submit(id, query, args);
      return Promise.resolve({ ok: false, error: { kind: 'Unavailable', message: REFUSED.message } });
    },
    project: handingOn(project, { apply: async () => LOCKED, revert: async () => LOCKED, choose: nothing }),
    files: handingOn(files, { bringDatabase: async () => REFUSED }),
  };
  return handingOn(world, locked);
}

/** An object that answers as `target` does, but for `instead`; methods keep their own object, whose fields are private. */
function handingOn<Target extends object>(target: Target, instead: Partial<Target>): Target {
  return new Proxy(target, {
    get(_, name) {
      if (Object.hasOwn(instead, name)) return Reflect.get(instead, name);
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
