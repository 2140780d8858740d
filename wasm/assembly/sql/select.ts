// Reading: one statement per root field, one row with one column that holds a JSON array.
import { Link, OperationKind, Operand, PredicateKind, Record, Selected, Selection } from '../model';
import { BoolForm, fieldExpression, physicalColumns } from './shape';
import { Sql, quoteName, quoteText } from './text';
import { Scope, operandSql, predicateSql } from '../predicate/sql';

/**
 * Each selection becomes a step: the rows it reads (`_pyre_rows_…`), and below the root their objects grouped by the column
 * that the parent's link points at (`_pyre_objects_…`). Steps are named by their path, so that a link may be followed twice.
 */
class Step {
  constructor(
    public selection: Selection,
    public path: string,
  ) {}
  get rows(): string {
    return quoteName('_pyre_rows_' + this.path);
  }
  get objects(): string {
    return quoteName('_pyre_objects_' + this.path);
  }
}

/** The statement for a root selection. */
export function selectStatement(selection: Selection): Sql {
  const out = new Sql();
  const root = new Step(selection, selection.key);
  const steps: Sql[] = [];
  addRows(root, null, steps);
  addChildren(root, steps);
  out.put('with ');
  for (let i = 0; i < steps.length; i++) {
    if (i > 0) out.put(',\n');
    out.append(steps[i]);
  }
  out.put('\nselect coalesce(json_group_array(json_object(');
  members(root, out);
  out.put(')');
  order(selection, root.rows, out);
  out.put("), '[]') as ").name(selection.key).put('\nfrom ').put(root.rows);
  joins(root, out);
  return out;
}

/** Whether each row of the parent leads to at most one row. */
function isOne(selection: Selection): bool {
  const link = selection.link;
  return link !== null && !link.many;
}

function childStep(parent: Step, selected: Selected, nested: Selection): Step {
  return new Step(nested, parent.path + '__' + selected.key);
}

/** Rows of the step: permitted, wanted, and below the root those that a parent row points at. */
function addRows(step: Step, parent: Step | null, steps: Sql[]): void {
  const selection = step.selection;
  const out = new Sql();
  const isLimitedChild = parent !== null && selection.limit !== null;
  out.put(step.rows).put(' as materialized (\n  ');
  if (isLimitedChild) out.put('select * from (');
  out.put('select ');
  neededColumns(selection, out);
  if (isLimitedChild) rank(selection, out);
  out.put(' from ').name(selection.record.table).put(' as "t" where ');
  permitted(selection, out);
  const link = selection.link;
  if (parent !== null && link !== null) {
    out
      .put(' and "t".')
      .name(foreignColumn(link))
      .put(' in (select ')
      .name(link.from.column.name)
      .put(' from ')
      .put(parent.rows)
      .put(')');
  }
  if (parent === null) {
    order(selection, '"t"', out);
    limitRows(selection.limit, out);
  }
  if (isLimitedChild) rankLimit(selection.limit, out);
  out.put('\n)');
  steps.push(out);
}

function foreignColumn(link: Link): string {
  const field = link.toField;
  return field === null ? '' : field.column.name;
}

/** `@where` and the query permission of the record [PERM-2]. */
function permitted(selection: Selection, out: Sql): void {
  const scope = new Scope('"t"');
  predicateSql(selection.where, scope, out);
  const policy = selection.record.policies[OperationKind.Query].predicate;
  if (policy.kind == PredicateKind.Always) return;
  out.put(' and ');
  predicateSql(policy, scope, out);
}

function neededColumns(selection: Selection, out: Sql): void {
  const names: string[] = [];
  const record: Record = selection.record;
  physicalColumns(record.primaryKey, names);
  const link = selection.link;
  if (link !== null && !names.includes(foreignColumn(link))) names.push(foreignColumn(link));
  for (let i = 0; i < selection.selected.length; i++) {
    const field = selection.selected[i].field;
    const nested = selection.selected[i].nested;
    if (field !== null) physicalColumns(field, names);
    const nestedLink: Link | null = nested === null ? null : nested.link;
    if (nestedLink !== null) physicalColumns(nestedLink.from, names);
  }
  for (let i = 0; i < selection.sorts.length; i++) physicalColumns(selection.sorts[i].field, names);
  for (let i = 0; i < names.length; i++) out.put(i > 0 ? ', "t".' : '"t".').name(names[i]);
}

/** `order by` as asked for; rows that tie come in key order. Nothing when no order was asked for. */
function order(selection: Selection, prefix: string, out: Sql): void {
  if (selection.sorts.length == 0) return;
  out.put(' order by ');
  orderColumns(selection, prefix, out);
}

/** The columns of `order by`; rows that tie come in key order. */
export function orderColumns(selection: Selection, prefix: string, out: Sql): void {
  for (let i = 0; i < selection.sorts.length; i++) {
    const sort = selection.sorts[i];
    out
      .put(prefix)
      .put('.')
      .name(sort.field.column.name)
      .put(sort.descending ? ' desc, ' : ' asc, ');
  }
  out.put(prefix).put('.').name(selection.record.primaryKey.column.name);
}

/** A null limit is none. */
export function limitRows(operand: Operand | null, out: Sql): void {
  if (operand === null) return;
  out.put(' limit coalesce(');
  operandSql(operand, new Scope(''), out);
  out.put(', -1)');
}

/** A limit below the root counts per parent row. */
function rank(selection: Selection, out: Sql): void {
  const link = selection.link;
  out
    .put(', row_number() over (partition by "t".')
    .name(link === null ? '' : foreignColumn(link))
    .put(' order by ');
  orderColumns(selection, '"t"', out);
  out.put(') as "_pyre_rank"');
}

function rankLimit(operand: Operand | null, out: Sql): void {
  if (operand === null) return;
  out.put(') where "_pyre_rank" <= coalesce(');
  operandSql(operand, new Scope(''), out);
  out.put(', 9223372036854775807)');
}

function addChildren(parent: Step, steps: Sql[]): void {
  const selected = parent.selection.selected;
  for (let i = 0; i < selected.length; i++) {
    const nested = selected[i].nested;
    if (nested === null) continue;
    const step = childStep(parent, selected[i], nested);
    addRows(step, parent, steps);
    addChildren(step, steps);
    addObjects(step, steps);
  }
}

/** The step's rows as objects, grouped by the column that the parent's link points at. */
function addObjects(step: Step, steps: Sql[]): void {
  const link = step.selection.link;
  if (link === null) return;
  const out = new Sql();
  const one = isOne(step.selection);
  const key = step.rows + '.' + quoteName(foreignColumn(link));
  out.put(step.objects).put(' as materialized (\n  select ').put(key).put(' as "_pyre_key", ');
  out.put(one ? 'jsonb_object(' : 'jsonb_group_array(jsonb_object(');
  members(step, out);
  out.put(')');
  if (!one) {
    order(step.selection, step.rows, out);
    out.put(')');
  }
  out.put(' as "_pyre_value" from ').put(step.rows);
  joins(step, out);
  if (!one) out.put(' group by ').put(key);
  out.put('\n)');
  steps.push(out);
}

/** `'key', value, …` of the step's objects. */
function members(step: Step, out: Sql): void {
  const selected = step.selection.selected;
  for (let i = 0; i < selected.length; i++) {
    if (i > 0) out.put(', ');
    out.put(quoteText(selected[i].key)).put(', ');
    const nested = selected[i].nested;
    const field = selected[i].field;
    if (nested !== null) {
      const value = childStep(step, selected[i], nested).objects + '."_pyre_value"';
      out.put(isOne(nested) ? 'json(' + value + ')' : 'json(coalesce(' + value + ", '[]'))");
    } else if (field !== null) out.put(fieldExpression(field, step.rows, BoolForm.Word));
  }
}

function joins(step: Step, out: Sql): void {
  const selected = step.selection.selected;
  for (let i = 0; i < selected.length; i++) {
    const nested = selected[i].nested;
    if (nested === null) continue;
    const link = nested.link;
    if (link === null) continue;
    const objects = childStep(step, selected[i], nested).objects;
    out.put(' left join ').put(objects).put(' on ').put(objects).put('."_pyre_key" = ');
    out.put(step.rows).put('.').name(link.from.column.name);
  }
}
