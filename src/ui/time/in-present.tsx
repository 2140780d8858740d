// What changes the world cannot be used while a person looks back: the past is read-only [UI-9].
import type { ParentProps } from 'solid-js';
import { usePage } from '../page.tsx';

/** Its children are out of reach of pointer, keyboard and screen reader until the page shows now again. */
export function InPresent(props: ParentProps) {
  const page = usePage();
  return (
    <div class="in-present" inert={page.moment() !== null} data-testid="in-present">
      {props.children}
    </div>
  );
}
