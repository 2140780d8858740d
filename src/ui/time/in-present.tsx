// What changes the world cannot be used while a person looks back: the past is read-only [UI-9].
import { Show, type ParentProps } from 'solid-js';
import { usePage } from '../page.tsx';

export interface InPresentProps {
  /** What is shown meanwhile, where that is not of the moment: said above it. */
  readonly meanwhile?: string;
}

/** Its children are out of reach of pointer, keyboard and screen reader until the page shows now again. */
export function InPresent(props: ParentProps<InPresentProps>) {
  const page = usePage();
  const isPast = () => page.moment() !== null;
  return (
    <>
      <Show when={isPast() && props.meanwhile}>
        {(words) => (
          <p class="of-now" role="note" data-testid="of-now">
            <span aria-hidden="true">◇ </span>
            {words()}
          </p>
        )}
      </Show>
      <div class="in-present" inert={isPast()} data-testid="in-present">
        {props.children}
      </div>
    </>
  );
}
