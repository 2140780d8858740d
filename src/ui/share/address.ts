// The hash of the address: a packed world, if any, and what a person is looking at, in plain words. Pure [UI-13].
import * as v from 'valibot';
import { parseJson } from '../../base/json.ts';
import type { RowKey } from '../../protocol/rows.ts';
import { readReference, type MessageReference } from './message-reference.ts';
import type { Density, RowChoice, Tab } from '../page.tsx';

/** What a person looks at; what is absent is as the page begins. */
export interface Sight {
  readonly tab?: Tab;
  readonly density?: Density;
  /** Number of the selected client. */
  readonly client?: number;
  readonly row?: RowChoice;
  /** Name of the open lesson. */
  readonly lesson?: string;
  /** What calls the open message by its own; a number would mean another one in another run. */
  readonly message?: MessageReference;
}

export interface Address {
  /** `w1.…`, or empty for the visitor's own world. */
  readonly packed: string;
  readonly sight: Sight;
}

const TAB = /^[a-z]{1,20}$/;
const density = v.picklist(['cards', 'matrix', 'dots'] satisfies readonly Density[]);
const key = v.union([v.number(), v.string()]);

/** Reads a hash; what makes no sense in it is passed over. `tabs`: those that there are. */
export function readAddress(hash: string, tabs: readonly Tab[]): Address {
  const [first = '', ...rest] = hash.replace(/^#/, '').split('&');
  const isWorld = /^w\d+\./.test(first);
  const values = new URLSearchParams((isWorld ? rest : [first, ...rest]).join('&'));
  return { packed: isWorld ? first : '', sight: readSight(values, tabs) };
}

function readSight(values: URLSearchParams, tabs: readonly Tab[]): Sight {
  const tab = tabs.find((name) => name === values.get('tab') && TAB.test(name));
  const drawn = v.safeParse(density, values.get('density'));
  const client = wholeNumber(values.get('client'));
  const message = readReference(values.get('message'));
  const row = readRow(values.get('row'));
  const lesson = /^[a-z0-9-]{1,60}$/.exec(values.get('lesson') ?? '')?.[0];
  return {
    ...(tab ? { tab } : {}),
    ...(drawn.success ? { density: drawn.output } : {}),
    ...(client === null ? {} : { client }),
    ...(row ? { row } : {}),
    ...(lesson === undefined ? {} : { lesson }),
    ...(message === null ? {} : { message }),
  };
}

/** The hash without its `#`; empty when there is nothing to tell. */
export function writeAddress({ packed, sight }: Address): string {
  const values = new URLSearchParams();
  if (sight.tab) values.set('tab', sight.tab);
  if (sight.density) values.set('density', sight.density);
  if (sight.client !== undefined) values.set('client', String(sight.client));
  if (sight.row) values.set('row', `${sight.row.table}:${JSON.stringify(sight.row.key)}`);
  if (sight.lesson !== undefined) values.set('lesson', sight.lesson);
  if (sight.message !== undefined) values.set('message', sight.message);
  const text = values.toString();
  return [packed, text].filter((part) => part !== '').join('&');
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** `posts:7`, `goods:"A-1"`. */
function readRow(text: string | null): RowChoice | null {
  const at = text?.indexOf(':') ?? -1;
  if (text === null || at < 1) return null;
  const parsed = v.safeParse(key, parseJson(text.slice(at + 1)));
  if (!parsed.success) return null;
  const chosen: RowKey = parsed.output;
  return { table: text.slice(0, at), key: chosen };
}
