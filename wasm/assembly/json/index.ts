// JSON inside the engine: a value tree, a parser and a writer over UTF-8 bytes.
export { Json, JsonKind } from './value';
export { parseJson, parseJsonText } from './parse';
export { Writer, jsonText, numberText } from './write';
