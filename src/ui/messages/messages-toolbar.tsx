// Filters of the message list, and what can be done with it.
import { For } from 'solid-js';
import { usePage } from '../page.tsx';
import { Help } from '../widgets/help.tsx';
import { Icon } from '../widgets/icon.tsx';
import { KIND_GROUPS, type KindGroup, type MessageFilter } from './filter.ts';

export interface MessagesToolbarProps {
  readonly filter: MessageFilter;
  readonly paused: boolean;
  onFilter(filter: MessageFilter): void;
  onPause(paused: boolean): void;
  onClear(): void;
  onCopy(): void;
  onExport(): void;
}

const GROUPS = Object.keys(KIND_GROUPS).filter((name): name is KindGroup => name in KIND_GROUPS);

export function MessagesToolbar(props: MessagesToolbarProps) {
  const page = usePage();
  const change = (part: Partial<MessageFilter>) => props.onFilter({ ...props.filter, ...part });
  return (
    <div class="toolbar messages-toolbar">
      <input
        type="search"
        class="field-input messages-text"
        placeholder="Filter"
        aria-label="Text in the message"
        value={props.filter.text}
        onInput={(event) => change({ text: event.currentTarget.value })}
      />
      <select
        class="field-input"
        aria-label="Kind"
        onChange={(event) => change({ group: GROUPS.find((group) => group === event.currentTarget.value) ?? null })}
      >
        <option value="">any kind</option>
        <For each={GROUPS}>
          {(group) => (
            <option value={group} selected={group === props.filter.group}>
              {group}
            </option>
          )}
        </For>
      </select>
      <select
        class="field-input"
        aria-label="Client"
        onChange={(event) => change({ clientId: event.currentTarget.value || null })}
      >
        <option value="">any client</option>
        <For each={page.view().clients}>
          {(client) => (
            <option value={client.id} selected={client.id === props.filter.clientId}>
              {client.name}
            </option>
          )}
        </For>
      </select>
      <select
        class="field-input"
        aria-label="Table"
        onChange={(event) => change({ table: event.currentTarget.value || null })}
      >
        <option value="">any table</option>
        <For each={page.view().schema?.tables ?? []}>
          {(table) => (
            <option value={table.name} selected={table.name === props.filter.table}>
              {table.name}
            </option>
          )}
        </For>
      </select>
      <span class="push" />
      <button
        type="button"
        class="button quiet icon"
        aria-pressed={props.paused}
        aria-label={props.paused ? 'Follow again' : 'Pause'}
        title={props.paused ? 'Follow again' : 'Pause'}
        onClick={() => props.onPause(!props.paused)}
      >
        <Icon name={props.paused ? 'play' : 'pause'} />
      </button>
      <button
        type="button"
        class="button quiet icon"
        aria-label="Copy as JSON lines"
        title="Copy as JSON lines"
        onClick={() => props.onCopy()}
      >
        <Icon name="copy" />
      </button>
      <button
        type="button"
        class="button quiet icon"
        aria-label="Save as a file"
        title="Save as a file"
        onClick={() => props.onExport()}
      >
        <Icon name="download" />
      </button>
      <button type="button" class="button quiet icon" aria-label="Clear" title="Clear" onClick={() => props.onClear()}>
        <Icon name="close" />
      </button>
      <Help
        about="the messages"
        text="Every message between the clients and the server. A catch-up asks for what changed since a client’s cursor, and pages answer it. A delta tells live clients of one write: ⊘ names those it was not sent to, and why when it is open."
      />
    </div>
  );
}
