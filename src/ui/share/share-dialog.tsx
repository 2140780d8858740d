// Hands this world on: as a link, as a frame in another page, as files [UI-13] [UI-14] [UI-16]; and lists the others. Loaded when it is first opened.
import { Tabs } from '@ark-ui/solid/tabs';
import { EmbedSection } from './embed-section.tsx';
import { FilesSection } from './files-section.tsx';
import { LinkSection } from './link-section.tsx';
import { PlainDialog } from './plain-dialog.tsx';
import { WorldsSection } from './worlds-section.tsx';

/** `first`: the tab that is open at the beginning. */
export function ShareDialog(props: { readonly first: 'link' | 'worlds'; onClose(): void }) {
  return (
    <PlainDialog title="Share this world" testId="share-dialog" onClose={() => props.onClose()}>
      <Tabs.Root defaultValue={props.first} lazyMount unmountOnExit class="share-tabs">
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
          <Tabs.Trigger value="worlds" class="tab">
            Worlds
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
        <Tabs.Content value="worlds" class="scroll">
          <WorldsSection />
        </Tabs.Content>
      </Tabs.Root>
    </PlainDialog>
  );
}
