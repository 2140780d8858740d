// Which project is served, and the way to start over with another one.
import { For, Show } from 'solid-js';
import { sameSources } from '../../world/project.ts';
import { usePage } from '../page.tsx';
import './project-menu.css';

export function ProjectMenu() {
  const page = usePage();
  const { project } = page.world;
  const now = () => page.now().project;
  const chosen = () => project.shipped.find(({ id }) => id === now().shipped);
  const differs = () => {
    const shipped = chosen();
    return shipped !== undefined && now().sources.length > 0 && !sameSources(shipped.sources, now().sources);
  };
  return (
    <label class="project-menu">
      <span class="soft">Project</span>
      <select
        class="field-input"
        title={chosen()?.about ?? 'The project that is served'}
        disabled={project.shipped.length === 0}
        data-testid="project-menu"
        onChange={(event) => void project.choose(event.currentTarget.value)}
      >
        <Show when={!chosen()}>
          <option selected>{now().shipped}</option>
        </Show>
        <For each={project.shipped}>
          {({ id, name, about }) => (
            <option value={id} selected={id === now().shipped} title={about}>
              {name}
            </option>
          )}
        </For>
      </select>
      <Show when={differs()}>
        <span class="project-mark" title="The server serves other files than the project was shipped with">
          ● changed
        </span>
      </Show>
    </label>
  );
}
