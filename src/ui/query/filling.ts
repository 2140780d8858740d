// The row that a form names fills it in: what an update would blank otherwise. A row chosen in the tableau names itself; what was typed by hand stays.
import { createEffect, createMemo, createSignal, on, untrack, type Accessor } from 'solid-js';
import type { QueryEntry } from '../../protocol/catalog.ts';
import type { FieldState, FormField } from '../fields/field-values.ts';
import { listed } from '../format.ts';
import { usePage, type Draft } from '../page.tsx';
import type { Bench } from './bench.ts';
import { blankingFields, heldStates, keyFieldOf, keyOf, keyState, loneTruth, subjectOf } from './subject.ts';

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
  /** Whether a field may go: what an earlier row filled in when another is named, what another's copy showed when another client is at it. */
  const isStale = (name: string, { isOtherRow, isOtherClient }: Change) => {
    if (name === keyField()?.name) return false;
    return (isOtherRow && !isByHand(name)) || (isOtherClient && edits()[name] === bench.held.get(query.name)?.[name]);
  };
  const fill = (change: Change) => {
    const [about, named] = [table(), key()];
    const names = about ? blankingFields(query, fields(), about) : [];
    if (!about || names.length === 0) return;
    const held = cell();
    const states = held ? heldStates(names, held.row, page.now().schema?.unions ?? []) : {};
    const lone = change.isNew ? loneTruth(fields(), names) : undefined;
    const shown = Object.entries(lone ? turnedOver(states, lone.name) : states);
    const taken = shown.filter(([name]) => !isByHand(name));
    const kept = Object.entries(edits()).filter(([name]) => !isStale(name, change));
    bench.filled.set(query.name, { ...filled(), ...Object.fromEntries(taken) });
    bench.held.set(query.name, Object.fromEntries(taken));
    setEdits(Object.fromEntries([...kept, ...taken]));
    const row = `${about.name} ${named}`;
    setNote(named === null ? null : noteOf({ row, client: client()?.name, isHeld: held !== undefined, taken, lone }));
  };
  createEffect(on([page.chosenRow, page.rowChoices], (_, before) => untrack(() => nameRow(before === undefined))));
  createEffect(
    on([key, cell, () => client()?.id, () => client()?.name], ([named, , id], before) => {
      const isOtherRow = before !== undefined && before[0] !== named;
      const isOtherClient = before !== undefined && before[2] !== id;
      untrack(() => fill({ isOtherRow, isOtherClient, isNew: before === undefined || isOtherRow || isOtherClient }));
    }),
  );
  return {
    note,
    done: () => void bench.filled.set(query.name, edits()),
    forget() {
      bench.filled.delete(query.name);
      bench.held.delete(query.name);
      setNote(null);
    },
  };
}

/** What is different since the form was last filled; `isNew` on the first time too. */
interface Change {
  readonly isOtherRow: boolean;
  readonly isOtherClient: boolean;
  readonly isNew: boolean;
}

/** The same with one truth the other way: an update that writes nothing else would change nothing otherwise. */
function turnedOver(states: Draft, name: string): Draft {
  const state = states[name];
  return state ? { ...states, [name]: { ...state, checked: !state.checked } } : states;
}

interface Told {
  readonly row: string;
  readonly client: string | undefined;
  readonly isHeld: boolean;
  /** The fields that show what is held. */
  readonly taken: readonly (readonly [name: string, state: FieldState])[];
  /** The field that shows the opposite of what is held. */
  readonly lone: FormField | undefined;
}

function noteOf({ row, client, isHeld, taken, lone }: Told): string | null {
  if (client === undefined) return null;
  if (!isHeld) return `${client} does not hold ${row}: a field that stays empty is stored empty.`;
  const [first] = taken;
  if (!first) return null;
  if (lone) return `${client} holds ${row} with ${lone.name} ${first[1].checked ? 'False' : 'True'}: turned over here.`;
  const names = taken.map(([name]) => name);
  return `Filled in from ${row} as ${client} holds it: ${listed(names, 6)}. Change what should change.`;
}
