// Other session values for a client, while it is live: another user, another role [UI-2].
import { createEffect, createMemo, createSignal, For, on, Show } from 'solid-js';
import type { ClientView } from '../../world/world.ts';
import { Field } from '../fields/field.tsx';
import { emptyField, fieldOf, readForm, type FieldState, type FormField } from '../fields/field-values.ts';
import { typeText } from '../fields/type-text.ts';
import { usePage } from '../page.tsx';

export function SessionForm(props: { readonly client: ClientView }) {
  const page = usePage();
  // A schema that says the same again redraws no input: whoever types in one would lose the place.
  const fields = createMemo(
    (): readonly FormField[] =>
      (page.view().schema?.session ?? []).map(({ name, type, nullable }) => ({
        name,
        type,
        nullable,
        omittable: false,
      })),
    [],
    { equals: (before, after) => JSON.stringify(before) === JSON.stringify(after) },
  );
  const [edits, setEdits] = createSignal<Readonly<Record<string, FieldState>>>({});
  const [problems, setProblems] = createSignal<Readonly<Record<string, string>>>({});
  const [refusal, setRefusal] = createSignal('');
  const forget = () => {
    setEdits({});
    setProblems({});
    setRefusal('');
  };
  // What was typed for one client is nothing that another should be given.
  createEffect(on(() => props.client.id, forget, { defer: true }));
  const stateOf = (field: FormField): FieldState => {
    const held = props.client.session?.[field.name];
    return (
      edits()[field.name] ??
      (held === undefined ? emptyField(field) : fieldOf(held, field.type, page.view().schema?.unions ?? []))
    );
  };
  const states = createMemo(() => Object.fromEntries(fields().map((field) => [field.name, stateOf(field)])));

  const apply = async () => {
    const reading = readForm(fields(), states(), page.view().schema?.unions ?? []);
    setProblems(reading.ok ? {} : reading.problems);
    setRefusal('');
    if (!reading.ok) return;
    const answer = await page.world.changeSession(props.client.id, reading.value);
    if (answer.ok) setEdits({});
    else setRefusal(answer.message);
  };
  return (
    <form
      class="strip-part"
      aria-label="Session values"
      onSubmit={(event) => {
        event.preventDefault();
        void apply();
      }}
    >
      <h3 class="section-title">Session</h3>
      <For each={fields()}>
        {(field) => (
          <Field
            field={field}
            typeText={`${typeText(field.type)}${field.nullable ? '?' : ''}`}
            state={states()[field.name] ?? emptyField(field)}
            unions={page.view().schema?.unions ?? []}
            problems={problems()}
            onChange={(state) => setEdits((before) => ({ ...before, [field.name]: state }))}
          />
        )}
      </For>
      <Show when={refusal()}>{(text) => <p class="field-problem">{text()}</p>}</Show>
      <button type="submit" class="button" disabled={Object.keys(edits()).length === 0}>
        Change session
      </button>
    </form>
  );
}
