// A field's value as it is answered: one SQL expression over physical columns.
import { Field, Payload, TypeKind } from '../model';
import { Sql, quoteName, quoteText } from './text';

/** Booleans as JSON booleans (answers) or as the stored 0 and 1 (rows of the sync protocol). */
export enum BoolForm {
  Word,
  Number,
}

/** The field's value for `json_object` or `jsonb_object`; `prefix` is a quoted table or alias, or ''. */
export function fieldExpression(field: Field, prefix: string, bools: BoolForm): string {
  const column = prefix.length > 0 ? prefix + '.' + quoteName(field.column.name) : quoteName(field.column.name);
  switch (field.type.kind) {
    case TypeKind.Union:
      return field.column.isJson ? 'json(' + column + ')' : unionExpression(field, column, prefix, bools);
    case TypeKind.Bool:
      return bools == BoolForm.Word ? 'json(case ' + column + " when 1 then 'true' when 0 then 'false' end)" : column;
    default:
      return field.column.isJson ? 'json(' + column + ')' : column;
  }
}

/** One object with `_type` and the payload of that variant; null when there is none. */
function unionExpression(field: Field, column: string, prefix: string, bools: BoolForm): string {
  const out = new Sql();
  out.put('case ').put(column);
  for (let i = 0; i < field.payloads.length; i++) {
    const name = quoteText(field.payloads[i].variant.name);
    out.put(' when ').put(name).put(" then jsonb_object('_type', ").put(name);
    payloadMembers(field.payloads[i], prefix, bools, out);
    out.put(')');
  }
  return out.put(' end').text();
}

function payloadMembers(payload: Payload, prefix: string, bools: BoolForm, out: Sql): void {
  for (let i = 0; i < payload.fields.length; i++) {
    const name = payload.variant.fields[i].name;
    out
      .put(', ')
      .put(quoteText(name))
      .put(', ')
      .put(fieldExpression(payload.fields[i], prefix, bools));
  }
}

/** Names of all physical columns behind a field, each once. */
export function physicalColumns(field: Field, into: string[]): void {
  if (!into.includes(field.column.name)) into.push(field.column.name);
  for (let i = 0; i < field.payloads.length; i++) {
    for (let j = 0; j < field.payloads[i].fields.length; j++) physicalColumns(field.payloads[i].fields[j], into);
  }
}
