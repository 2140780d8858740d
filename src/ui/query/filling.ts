// A row chosen in the tableau fills the form: its key, and what an update would blank otherwise. What was typed by hand stays.
import { createEffect, createMemo, createSignal, on, untrack, type Accessor } from 'solid-js';
import type { QueryEntry } from '../../protocol/catalog.ts';
import type { FormField } from '../fields/field-values.ts';
import { listed } from '../format.ts';
import { usePage, type Draft } from '../page.tsx';
import type { Bench } from './bench.ts';
import { blankingFields, heldStates, keyFieldOf, keyState, subjectOf } from './subject.ts';

export interface FillingOptions {
  readonly query: QueryEntry;
  readonly bench: Bench;
  readonly fields: Accessor<readonly FormField[]>;
  readonly edits: Accessor<Draft>;
  setEdits(edits: Draft): void;
}

export interface Filling {
  /** What was filled in and where it comes from, as a sentence; null where nothing was. */
  readonly note: Accessor<string | null>;
  /** What stands in the form was submitted: the next row may take its place. */
  done(): void;
  forget(): void;
}

/** Follows the chosen row, and the selected client's copy of it, for as long as the form is drawn. */
export function createFilling({ query, bench, fields, edits, setEdits }: FillingOptions): Filling {
  const page = usePage();
  const [note, setNote] = createSignal<string | null>(null);
  const table = createMemo(() => subjectOf(query, page.now().schema?.tables ?? []));
  const row = () => (page.chosenRow()?.table === table()?.name ? page.chosenRow() : null);
  const client = createMemo(() => page.now().clients.find(({ id }) => id === page.now().selectedId));
  const cell = createMemo(() => {
    const chosen = row();
    return chosen
      ? client()
          ?.tables.find((held) => held.table === chosen.table)
          ?.find(chosen.key)
      : undefined;
  });
  /** `isNew`: another row than the one that the form shows; else only its copy changed, or who holds it. */
  const fill = (isNew: boolean) => {
    const [chosen, about] = [row(), table()];
    const key = about && keyFieldOf(fields(), about);
    if (!chosen || !about || !key) return;
    const before = edits();
    const filled = bench.filled.get(query.name) ?? {};
    if (!isNew && before[key.name]?.text !== String(chosen.key)) return;
    const isByHand = (name: string) => before[name] !== undefined && before[name] !== filled[name];
    const names = blankingFields(query, fields(), about);
    const held = cell();
    const states = Object.entries(held ? heldStates(names, held.row, page.now().schema?.unions ?? []) : {});
    const offer = {
      ...(isNew ? { [key.name]: keyState(chosen.key) } : {}),
      ...Object.fromEntries(states.filter(([name]) => !isByHand(name))),
    };
    const kept = Object.entries(before).filter(([name]) => !isNew || isByHand(name));
    bench.filled.set(query.name, isNew ? offer : { ...filled, ...offer });
    setEdits({ ...Object.fromEntries(kept), ...offer });
    const what = `${chosen.table} ${chosen.key}`;
    setNote(noteOf(what, client()?.name ?? null, held !== undefined, names, states.map(([name]) => name).filter((name) => !isByHand(name)))); // prettier-ignore
  };
  /** A form that is drawn again keeps a key that was typed into it. */
  const hasOwnKey = () => {
    const about = table();
    const name = about && keyFieldOf(fields(), about)?.name;
    return name !== undefined && edits()[name] !== undefined && edits()[name] !== bench.filled.get(query.name)?.[name];
  };
  createEffect(
    on([row, cell, () => client()?.name], ([chosen], before) => {
      if (!chosen) setNote(null);
      else untrack(() => fill(before === undefined ? !hasOwnKey() : before[0] !== chosen));
    }),
  );
  return {
    note,
    done: () => void bench.filled.set(query.name, edits()),
    forget() {
      bench.filled.delete(query.name);
      setNote(null);
    },
  };
}

/** `names`: fields that would be blanked if they stayed empty; `taken`: those that show what is held. */
function noteOf(
  row: string,
  client: string | null,
  isHeld: boolean,
  names: readonly FormField[],
  taken: readonly string[],
): string | null {
  if (names.length === 0 || client === null) return null;
  if (!isHeld) return `${client} does not hold ${row}: only its key is filled in.`;
  if (taken.length === 0) return null;
  return `Filled in from ${row} as ${client} holds it: ${listed(taken, 6)}. Change what should change.`;
}
