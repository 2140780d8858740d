// From what a database is to what a schema says.
import { Diagnostics } from '../front/index';
import { Json } from '../json/index';
import { Schema } from '../model';
import { createAll } from '../sql/ddl';

export function planMigration(schema: Schema, introspection: Json, diagnostics: Diagnostics): string[] {
  return createAll(schema);
}
