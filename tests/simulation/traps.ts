// Makes the engine's module trap at a chosen call, as a bug of ours would.

import { isWeak } from './weakness.ts';

const RealInstance = WebAssembly.Instance;
let callsLeft = Number.POSITIVE_INFINITY;
/** The next instance takes the place of one that trapped. */
let reviving = false;

/** The `count`-th call from now, of any engine that starts later than this file, traps. */
export function trapAtCall(count: number): void {
  callsLeft = count;
}

/** Whether a call to come is to trap. */
export function trapIsDue(): boolean {
  return callsLeft !== Number.POSITIVE_INFINITY;
}

/** Looks from outside make no trap come. */
export function withoutTraps<Value>(work: () => Value): Value {
  const left = callsLeft;
  callsLeft = Number.POSITIVE_INFINITY;
  const value = work();
  callsLeft = left;
  return value;
}

type Call = (...args: readonly number[]) => unknown;

function trapping(name: string, call: Call): Call {
  if (name === 'alloc' || name === 'collect') return call;
  return (...args) => {
    if (--callsLeft <= 0) {
      callsLeft = Number.POSITIVE_INFINITY;
      reviving = true;
      throw new WebAssembly.RuntimeError('unreachable, by the simulation');
    }
    return call(...args);
  };
}

/** Sessions that are registered before anything else is asked are not. */
function forgetSessions(exports: Record<string, unknown>): void {
  const { connect_session: connect, disconnect_session: disconnect } = exports;
  exports['connect_session'] = disconnect;
  for (const [name, value] of Object.entries(exports)) {
    if (typeof value !== 'function' || ['alloc', 'set_schema', 'connect_session'].includes(name)) continue;
    const call = value as Call;
    exports[name] = (...args: readonly number[]) => {
      exports['connect_session'] = connect;
      return call(...args);
    };
  }
}

class TrappingInstance {
  readonly exports: Record<string, unknown>;

  constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
    const { exports } = new RealInstance(module, imports);
    const entries = Object.entries(exports).map(([name, value]) => [
      name,
      typeof value === 'function' && 'set_schema' in exports ? trapping(name, value as Call) : value,
    ]);
    this.exports = Object.fromEntries(entries) as Record<string, unknown>;
    if (reviving && isWeak('sessions are forgotten after a trap')) forgetSessions(this.exports);
    reviving = false;
  }
}

Object.defineProperty(WebAssembly, 'Instance', { value: TrappingInstance, configurable: true, writable: true });
