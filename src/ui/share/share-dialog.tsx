// Hands this world on: as a link, as a frame in another page, as files [UI-13] [UI-14] [UI-16]. Loaded when it is first opened.
import { Tabs } from '@ark-ui/solid/tabs';
import { EmbedSection } from './embed-section.tsx';
import { FilesSection } from './files-section.tsx';
import { LinkSection } from './link-section.tsx';
import { PlainDialog } from './plain-dialog.tsx';

export function ShareDialog(props: { onClose(): void }) {
  return (
    <PlainDialog title="Share this world" testId="share-dialog" onClose={() => props.onClose()}>
      <Tabs.Root defaultValue="link" class="share-tabs">
        <Tabs.List class="tabs" aria-label="Ways to share">
          <Tabs.Trigger value="link" class="tab">
            Link
          </Tabs.Trigger>
          <Tabs.Trigger value="embed" class="tab">
            Embed
          </Tabs.Trigger>
          <Tabs.Trigger value="files" class="tab">
            Files
          </Tabs.Trigger>
        </Tabs.List>
        <Tabs.Content value="link" class="scroll">
          <LinkSection />
        </Tabs.Content>
        <Tabs.Content value="embed" class="scroll">
          <EmbedSection />
        </Tabs.Content>
        <Tabs.Content value="files" class="scroll">
          <FilesSection />
        </Tabs.Content>
      </Tabs.Root>
    </PlainDialog>
  );
}
