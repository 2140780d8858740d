// Links that lead one way only: what would have to be added for the way back.
import { LinkNode } from '../front/ast';
import { Draft, Drafts } from '../front/checker/definitions';
import { pluralKey } from '../front/checker/plural';
import { linkDirective } from './schema';

/** Record → name and directive of each link it lacks. Only links within a namespace have a way back. */
export function missingLinks(drafts: Drafts): Map<string, string[]> {
  const missing = new Map<string, string[]>();
  const byName = new Map<string, Draft>();
  for (let i = 0; i < drafts.records.length; i++) byName.set(drafts.records[i].record.name, drafts.records[i]);
  for (let i = 0; i < drafts.records.length; i++) {
    const from = drafts.records[i];
    for (let j = 0; j < from.links.length; j++) {
      const link = from.links[j];
      const to = byName.has(link.record.text) ? byName.get(link.record.text) : null;
      if (to && to.record.namespace == from.record.namespace) addInverse(missing, from, link, to);
    }
  }
  return missing;
}

function addInverse(missing: Map<string, string[]>, from: Draft, link: LinkNode, to: Draft): void {
  const owner = to.record.name;
  const lines = missing.has(owner) ? missing.get(owner) : [];
  const name = pluralKey(from.record.name);
  if (hasInverse(to, from, link) || isTaken(to, name) || lines.includes(name)) return;
  lines.push(name);
  lines.push(linkDirective(link.field.text, from.record.name + '.' + localName(link)));
  missing.set(owner, lines);
}

function localName(link: LinkNode): string {
  const local = link.local;
  return local ? local.text : 'id';
}

function hasInverse(to: Draft, from: Draft, link: LinkNode): bool {
  for (let i = 0; i < to.links.length; i++) {
    const other = to.links[i];
    if (other.record.text != from.record.name || other.field.text != localName(link)) continue;
    if (localName(other) == link.field.text) return true;
  }
  return false;
}

/** A column or link of that name is there already. */
function isTaken(to: Draft, name: string): bool {
  for (let i = 0; i < to.columns.length; i++) if (to.columns[i].name.text == name) return true;
  for (let i = 0; i < to.links.length; i++) if (to.links[i].name.text == name) return true;
  return false;
}
