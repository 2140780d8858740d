// The door of the diagnostics: what was wrong, where, in which words, and how it is shown.
export { Diagnostic, Diagnostics, Range } from './diagnostic';
export { Message } from './message';
export { Reporter } from './reporter';
export { render } from './render';
export { closestFirst, joined, listed, table } from './suggest';
