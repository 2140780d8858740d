// One typed input with its label, its null and left-out switches, and its problem below [UI-6].
import { createUniqueId, For, Match, Show, Switch } from 'solid-js';
import type { SchemaUnion } from '../../protocol/catalog.ts';
import { emptyField, type FieldMode, type FieldState, type FormField } from './field-values.ts';
import { typeText } from './type-text.ts';
import './field.css';

export interface FieldProps {
  readonly field: FormField;
  /** The type as the schema writes it. */
  readonly typeText: string;
  readonly state: FieldState;
  readonly unions: readonly SchemaUnion[];
  /** Problems by field name; parts of a union by dotted name. */
  readonly problems: Readonly<Record<string, string>>;
  /** Dotted name of this field among the problems. */
  readonly path?: string;
  onChange(state: FieldState): void;
}

/** Label, input, switches, problem. */
export function Field(props: FieldProps) {
  const id = createUniqueId();
  const path = () => props.path ?? props.field.name;
  const problem = () => props.problems[path()];
  return (
    <div class="field" data-testid="field" data-name={path()}>
      <div class="field-head">
        <label for={id}>{props.field.name}</label>
        <span class="mono faint">{props.typeText}</span>
        <Modes {...props} />
      </div>
      <Show
        when={props.state.mode === 'value'}
        fallback={
          <button
            type="button"
            id={id}
            class="field-absent mono"
            aria-label={`${props.field.name} is ${absentWord(props.state.mode)}; give it a value`}
            onClick={() => props.onChange({ ...props.state, mode: 'value' })}
          >
            {absentWord(props.state.mode)}
          </button>
        }
      >
        <Input {...props} id={id} problemId={problem() ? `${id}-problem` : undefined} />
      </Show>
      <Show when={problem()}>
        {(text) => (
          <p id={`${id}-problem`} class="field-problem" role="alert" data-testid="field-problem">
            {text()}
          </p>
        )}
      </Show>
    </div>
  );
}

function absentWord(mode: FieldMode): string {
  return mode === 'null' ? 'null' : 'left out';
}

function Modes(props: FieldProps) {
  const modes = (): readonly FieldMode[] => [
    'value',
    ...(props.field.nullable ? (['null'] as const) : []),
    ...(props.field.omittable ? (['omitted'] as const) : []),
  ];
  return (
    <Show when={modes().length > 1}>
      <select
        class="field-mode push"
        aria-label={`${props.field.name}: value, null or left out`}
        value={props.state.mode}
        onChange={(event) => {
          const mode = modes().find((candidate) => candidate === event.currentTarget.value) ?? 'value';
          props.onChange({ ...props.state, mode });
        }}
      >
        <For each={modes()}>
          {(mode) => <option value={mode}>{mode === 'value' ? 'value' : absentWord(mode)}</option>}
        </For>
      </select>
    </Show>
  );
}

interface InputProps extends FieldProps {
  readonly id: string;
  readonly problemId: string | undefined;
}

function Input(props: InputProps) {
  const kind = () => props.field.type.kind;
  return (
    <Switch fallback={<TextInput {...props} />}>
      <Match when={kind() === 'bool'}>
        <span class="field-check">
          <input
            id={props.id}
            type="checkbox"
            checked={props.state.checked}
            onChange={(event) => props.onChange({ ...props.state, checked: event.currentTarget.checked })}
          />
          <span class="soft mono">{props.state.checked ? 'True' : 'False'}</span>
        </span>
      </Match>
      <Match when={kind() === 'union'}>
        <UnionInput {...props} />
      </Match>
      <Match when={['json', 'document', 'list', 'dict'].includes(kind())}>
        <textarea
          id={props.id}
          class="field-input"
          rows="3"
          spellcheck={false}
          value={props.state.text}
          aria-invalid={props.problemId ? 'true' : undefined}
          aria-describedby={props.problemId}
          onInput={(event) => props.onChange({ ...props.state, text: event.currentTarget.value })}
        />
      </Match>
    </Switch>
  );
}

function TextInput(props: InputProps) {
  return (
    <input
      id={props.id}
      class="field-input"
      {...inputAttributes(props.field)}
      autocomplete="off"
      placeholder={props.field.type.kind === 'string' ? 'empty text' : undefined}
      value={props.state.text}
      aria-invalid={props.problemId ? 'true' : undefined}
      aria-describedby={props.problemId}
      onInput={(event) => props.onChange({ ...props.state, text: event.currentTarget.value })}
    />
  );
}

type InputAttributes = { readonly type: string; readonly step?: string; readonly inputMode?: 'numeric' | 'decimal' };

const WHOLE: InputAttributes = { type: 'number', step: '1', inputMode: 'numeric' };

function inputAttributes({ type }: FormField): InputAttributes {
  if (type.kind === 'int' || (type.kind === 'id' && type.storage === 'int')) return WHOLE;
  if (type.kind === 'float') return { type: 'number', step: 'any', inputMode: 'decimal' };
  if (type.kind === 'date') return { type: 'date' };
  if (type.kind === 'dateTime') return { type: 'datetime-local', step: '1' };
  return { type: 'text' };
}

function UnionInput(props: InputProps) {
  const union = () => {
    const { type } = props.field;
    return type.kind === 'union' ? props.unions.find((candidate) => candidate.name === type.name) : undefined;
  };
  const variant = () => union()?.variants.find((candidate) => candidate.name === props.state.text);
  return (
    <>
      <select
        id={props.id}
        class="field-input"
        value={props.state.text}
        aria-invalid={props.problemId ? 'true' : undefined}
        aria-describedby={props.problemId}
        onChange={(event) => props.onChange({ ...props.state, text: event.currentTarget.value, parts: {} })}
      >
        <option value="">choose…</option>
        <For each={union()?.variants ?? []}>
          {(item) => (
            <option value={item.name} selected={item.name === props.state.text}>
              {item.name}
            </option>
          )}
        </For>
      </select>
      <Show when={variant()?.fields.length}>
        <div class="field-parts">
          <For each={variant()?.fields ?? []}>
            {(part) => {
              const field: FormField = { ...part, omittable: false };
              return (
                <Field
                  field={field}
                  typeText={typeText(part.type)}
                  unions={props.unions}
                  problems={props.problems}
                  path={`${props.path ?? props.field.name}.${part.name}`}
                  state={props.state.parts[part.name] ?? emptyField(field)}
                  onChange={(state) =>
                    props.onChange({ ...props.state, parts: { ...props.state.parts, [part.name]: state } })
                  }
                />
              );
            }}
          </For>
        </div>
      </Show>
    </>
  );
}
