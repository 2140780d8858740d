// Makes the engine's module trap at a chosen call, as a bug of ours would.

const RealInstance = WebAssembly.Instance;
let callsLeft = Number.POSITIVE_INFINITY;

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
      throw new WebAssembly.RuntimeError('unreachable, by the simulation');
    }
    return call(...args);
  };
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
  }
}

Object.defineProperty(WebAssembly, 'Instance', { value: TrappingInstance, configurable: true, writable: true });
