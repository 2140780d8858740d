// Calls over the control plane: each is answered, by the worker at hand or by the news that it is gone.
import type { Diagnostic } from '../protocol/control.ts';

/** A call that did not arrive, or broke. */
export interface Broken {
  readonly ok: false;
  readonly message: string;
  readonly diagnostics: readonly Diagnostic[];
}

/** Makes a call to whoever is on the other side of the plane now. Never rejects. */
export type Ask<Plane> = <Value>(call: (plane: Plane) => Promise<Value>) => Promise<Value | Broken>;

/** The calls to one worker after the other. */
export class Calls<Plane> {
  #plane: Plane;
  readonly #underWay = new Set<(error: Error) => void>();

  constructor(plane: Plane) {
    this.#plane = plane;
  }

  /** Goes on with another worker. Whoever waits for the one before would wait for ever: a port whose other side died says nothing. */
  replace(plane: Plane): void {
    this.#plane = plane;
    for (const fail of this.#underWay) fail(new Error('The server stopped before it answered.'));
  }

  readonly ask: Ask<Plane> = async (call) => {
    try {
      return await this.#answered(call);
    } catch (error) {
      return { ok: false, message: error instanceof Error ? error.message : String(error), diagnostics: [] };
    }
  };

  #answered<Value>(call: (plane: Plane) => Promise<Value>): Promise<Value> {
    return new Promise((resolve, reject) => {
      this.#underWay.add(reject);
      const answered = async () => call(this.#plane);
      void answered()
        .then(resolve, reject)
        .finally(() => this.#underWay.delete(reject));
    });
  }
}
