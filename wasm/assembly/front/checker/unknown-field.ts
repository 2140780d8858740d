// A name that is neither column nor link: told with what there is.
import { closestFirst, Message, Reporter, table } from '../../diagnostic/index';
import { Record } from '../../model';
import { Span } from '../../span';

/** Unknown column or path: lists what there is. */
export function reportUnknownField(reporter: Reporter, record: Record, found: string, span: Span): void {
  if (reporter.isFull) return;
  reporter.report(Message.UnknownField, [span], [found, record.name, fieldTable(record, found)]);
}

/** `name: Type` of all fields and links, the closest names first. */
export function fieldTable(record: Record, found: string): string {
  const types = new Map<string, string>();
  for (let i = 0; i < record.fields.length; i++) {
    types.set(record.fields[i].name, record.fields[i].type.text + (record.fields[i].nullable ? '?' : ''));
  }
  for (let i = 0; i < record.links.length; i++) types.set(record.links[i].name, record.links[i].toRecord);
  const names = closestFirst(found, types.keys());
  const texts: string[] = [];
  for (let i = 0; i < names.length; i++) texts.push(types.get(names[i]));
  return table(names, texts);
}
