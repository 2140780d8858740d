// C1's other half: the longest task on the page's thread while a client of the built page catches up.
import type { Claim } from '../measure.ts';

export async function longestTaskOfCatchUp(): Promise<Claim> {
  throw new Error('later');
}
