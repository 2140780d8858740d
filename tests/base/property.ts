// Property tests as plain tests: a name, what to generate, what must hold. fast-check prints the seed of a failure.
import fc from 'fast-check';
import { test as plain } from 'vitest';

export { fc };

type Values<Arbitraries extends readonly fc.Arbitrary<unknown>[]> = {
  -readonly [Index in keyof Arbitraries]: Arbitraries[Index] extends fc.Arbitrary<infer Value> ? Value : never;
};

/** Declares a test that holds for everything the arbitraries generate. */
export function test<const Arbitraries extends readonly fc.Arbitrary<unknown>[]>(
  name: string,
  arbitraries: Arbitraries,
  holds: (...values: Values<Arbitraries>) => void | Promise<void>,
  options: fc.Parameters<unknown> = {},
): void {
  plain(name, async () => {
    const everything = fc.tuple(...(arbitraries as unknown as fc.Arbitrary<unknown>[]));
    await fc.assert(
      fc.asyncProperty(everything, async (values) => {
        await holds(...(values as Values<Arbitraries>));
      }),
      options as fc.Parameters<[unknown[]]>,
    );
  });
}
