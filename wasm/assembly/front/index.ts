// The door of the front end: source text in, checked schema and operations out, mistakes as diagnostics.
import { Diagnostics } from '../diagnostic/index';
import { Operation, Schema } from '../model';
import { SourceFile } from './source';

export { SourceFile, isSchemaPath } from './source';
export { Diagnostics } from '../diagnostic/index';

/** The checked schema; usable only when `diagnostics` holds no errors afterwards. */
export function checkSchema(files: SourceFile[], diagnostics: Diagnostics): Schema {
  return new Schema();
}

/** The operations of the query files, in file order; usable only when `diagnostics` holds no errors afterwards. */
export function checkQueries(files: SourceFile[], schema: Schema, diagnostics: Diagnostics): Operation[] {
  return [];
}

/** `TCreate`, `TUpdate` and `TDelete` of every record. */
export function generatedOperations(schema: Schema): Operation[] {
  return [];
}
