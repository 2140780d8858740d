// The world as files, each way: what can be taken along, and what can be brought in.
import { Icon } from '../widgets/icon.tsx';
import { saveText } from './save.ts';
import { useWorldLink } from './use-link.ts';

export function FilesSection() {
  const { link } = useWorldLink(() => false);
  const save = () => saveText('world.json', 'application/json', `${JSON.stringify(link().recipe, null, 2)}\n`);
  return (
    <div class="share-section">
      <button type="button" class="button" onClick={save}>
        <Icon name="download" /> This world's recipe (.json)
      </button>
    </div>
  );
}
