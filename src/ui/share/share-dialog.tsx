// Hands this world on: as a link, as a frame in another page, as files [UI-13] [UI-14] [UI-16]. Loaded when it is first opened.
import { Dialog } from '@ark-ui/solid/dialog';
import { Tabs } from '@ark-ui/solid/tabs';
import { Portal } from 'solid-js/web';
import { Icon } from '../widgets/icon.tsx';
import { EmbedSection } from './embed-section.tsx';
import { FilesSection } from './files-section.tsx';
import { LinkSection } from './link-section.tsx';
import './share.css';

export function ShareDialog(props: { onClose(): void }) {
  return (
    <Dialog.Root
      open
      onOpenChange={({ open }) => {
        if (!open) props.onClose();
      }}
    >
      <Portal>
        <Dialog.Backdrop class="dialog-backdrop" />
        <Dialog.Positioner class="dialog-place">
          <Dialog.Content class="dialog share" data-testid="share-dialog">
            <header class="dialog-head">
              <Dialog.Title class="dialog-title">Share this world</Dialog.Title>
              <Dialog.CloseTrigger class="button quiet icon" aria-label="Close" title="Close">
                <Icon name="close" />
              </Dialog.CloseTrigger>
            </header>
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
          </Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}
