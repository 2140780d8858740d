// The "?" of a panel: one sentence of explanation.
import { Popover } from '@ark-ui/solid/popover';
import { Portal } from 'solid-js/web';
import './help.css';

export function Help(props: { readonly about: string; readonly text: string }) {
  return (
    <Popover.Root positioning={{ placement: 'bottom-start' }} lazyMount unmountOnExit>
      <Popover.Trigger class="help" aria-label={`What is ${props.about}?`}>
        ?
      </Popover.Trigger>
      <Portal>
        <Popover.Positioner>
          <Popover.Content class="help-text" aria-label={props.about}>
            {props.text}
          </Popover.Content>
        </Popover.Positioner>
      </Portal>
    </Popover.Root>
  );
}
