// The second half of five hundred seeds of the whole system, in a file of its own so that two processors share them.
import { holdFor } from './hold.ts';

holdFor(251, 250);
