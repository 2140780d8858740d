// The row that a form names fills it in: what an update would blank otherwise. A row chosen in the tableau names itself; what was typed by hand stays.
import { createEffect, createMemo, createSignal, on, untrack, type Accessor } from 'solid-js';
import type { QueryEntry } from '../../protocol/catalog.ts';
import type { FormField } from '../fields/field-values.ts';
import { listed } from '../format.ts';
import { usePage, type Draft } from '../page.tsx';
import type { Bench } from './bench.ts';
import { blankingFields, heldStates, keyFieldOf, keyOf, keyState, subjectOf } from './subject.ts';

export interface FillingOptions {
  readonly query: QueryEntry;
  readonly bench: Bench;
  readonly fields: Accessor<readonly FormField[]>;
  readonly edits: Accessor<Draft>;
  setEdits(edits: Draft): void;
}

export interface Filling {
  /** What was filled in and where it comes from, or what would be blanked, as a sentence; null where neither is so. */
  readonly note: Accessor<string | null>;
  /** What stands in the form was submitted: the next row may take its place. */
  done(): void;
  forget(): void;
}

/** Follows the chosen row, the key in the form, and the selected client's copy of that row, for as long as the form is drawn. */
export function createFilling({ query, bench, fields, edits, setEdits }: FillingOptions): Filling {
  const page = usePage();
  const [note, setNote] = createSignal<string | null>(null);
  const filled = () => bench.filled.get(query.name) ?? {};
  const isByHand = (name: string) => edits()[name] !== undefined && edits()[name] !== filled()[name];
  const table = createMemo(() => subjectOf(query, page.now().schema?.tables ?? []));
  const keyField = createMemo(() => {
    const about = table();
    return about && keyFieldOf(fields(), about);
  });
  const key = createMemo(() => {
    const field = keyField();
    return field ? keyOf(field, edits()[field.name]) : null;
  });
  const client = createMemo(() => page.now().clients.find(({ id }) => id === page.now().selectedId));
  const cell = createMemo(() => {
    const named = key();
    return named === null
      ? undefined
      : client()
          ?.tables.find((held) => held.table === table()?.name)
          ?.find(named);
  });
  const nameRow = (isFirst: boolean) => {
    const [row, field] = [page.chosenRow(), keyField()];
    // A form that is drawn again keeps a key that was typed into it.
    if (!row || !field || row.table !== table()?.name || (isFirst && isByHand(field.name))) return;
    const state = keyState(row.key);
    bench.filled.set(query.name, { ...filled(), [field.name]: state });
    setEdits({ ...edits(), [field.name]: state });
  };
  const fill = (isOther: boolean) => {
    const [about, named] = [table(), key()];
    const names = about ? blankingFields(query, fields(), about) : [];
    if (!about || names.length === 0) return;
    const held = cell();
    const states = Object.entries(held ? heldStates(names, held.row, page.now().schema?.unions ?? []) : {});
    const taken = states.filter(([name]) => !isByHand(name));
    const kept = Object.entries(edits()).filter(([name]) => !isOther || isByHand(name) || name === keyField()?.name);
    bench.filled.set(query.name, { ...filled(), ...Object.fromEntries(taken) });
    setEdits(Object.fromEntries([...kept, ...taken]));
    const row = `${about.name} ${named}`;
    setNote(named === null ? null : noteOf(row, client()?.name, held !== undefined, taken));
  };
  createEffect(on(page.chosenRow, (_, before) => untrack(() => nameRow(before === undefined))));
  createEffect(
    on([key, cell, () => client()?.name], ([named], before) => {
      untrack(() => fill(before !== undefined && before[0] !== named));
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

/** `taken`: the fields that show what is held. */
function noteOf(
  row: string,
  client: string | undefined,
  isHeld: boolean,
  taken: readonly (readonly [name: string, state: unknown])[],
): string | null {
  if (client === undefined) return null;
  if (!isHeld) return `${client} does not hold ${row}: a field that stays empty is stored empty.`;
  if (taken.length === 0) return null;
  const names = taken.map(([name]) => name);
  return `Filled in from ${row} as ${client} holds it: ${listed(names, 6)}. Change what should change.`;
}
