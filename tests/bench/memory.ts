// Memory as the collector leaves it: the JavaScript heap, and every WebAssembly memory that was made meanwhile.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

/** Bytes of the heap after everything unreachable is gone, what finalizers let go of included. */
export async function heapBytes(): Promise<number> {
  for (let round = 0; round < 4; round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  return process.memoryUsage().heapUsed;
}

const memories = new Set<WebAssembly.Memory>();

function note(instance: WebAssembly.Instance): void {
  for (const value of Object.values(instance.exports)) if (value instanceof WebAssembly.Memory) memories.add(value);
}

/** From now on, notes the memory of each WebAssembly instance that is made. */
export function watchWebAssembly(): void {
  const { Instance, instantiate } = WebAssembly;
  WebAssembly.Instance = class extends Instance {
    constructor(module: WebAssembly.Module, imports?: WebAssembly.Imports) {
      super(module, imports);
      note(this);
    }
  };
  WebAssembly.instantiate = (async (source: BufferSource | WebAssembly.Module, imports?: WebAssembly.Imports) => {
    const made = await instantiate(source as BufferSource, imports);
    note(made instanceof Instance ? made : made.instance);
    return made;
  }) as typeof WebAssembly.instantiate;
}

/** Bytes of the watched memories; they grow and never shrink. */
export function webAssemblyBytes(): number {
  return [...memories].reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
}
