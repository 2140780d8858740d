// The frame of a dialog: title, way out, focus kept inside and given back.
import { Dialog } from '@ark-ui/solid/dialog';
import type { ParentProps } from 'solid-js';
import { Portal } from 'solid-js/web';
import { Icon } from '../widgets/icon.tsx';
import './share.css';

export interface PlainDialogProps {
  readonly title: string;
  readonly testId: string;
  onClose(): void;
}

export function PlainDialog(props: ParentProps<PlainDialogProps>) {
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
          <Dialog.Content class="dialog" data-testid={props.testId}>
            <header class="dialog-head">
              <Dialog.Title class="dialog-title">{props.title}</Dialog.Title>
              <Dialog.CloseTrigger class="button quiet icon" aria-label="Close" title="Close">
                <Icon name="close" />
              </Dialog.CloseTrigger>
            </header>
            {props.children}
          </Dialog.Content>
        </Dialog.Positioner>
      </Portal>
    </Dialog.Root>
  );
}
