// One client's simulated network path: a preset, or its own numbers [UI-8].
import type { ClientView } from '../../world/world.ts';
import { usePage } from '../page.tsx';
import { PresetSelect } from '../widgets/preset-select.tsx';
import { LinkDials } from './link-dials.tsx';

export function LinkForm(props: { readonly client: ClientView }) {
  const { world } = usePage();
  return (
    <div class="strip-part" role="group" aria-label="Network of this client">
      <h3 class="section-title">Network</h3>
      <label class="dial wide">
        <span>preset</span>
        <PresetSelect
          value={props.client.preset}
          onChoose={(preset) => world.weather.setPreset(props.client.id, preset)}
        />
      </label>
      <LinkDials link={props.client.link} onLink={(link) => world.setLink(props.client.id, link)} />
    </div>
  );
}
