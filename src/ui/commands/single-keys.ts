// Whether plain keys are shortcuts; a person can switch them off, and it is remembered (WCAG 2.1.4).
import { createSignal, type Accessor } from 'solid-js';

const STORED_AS = 'pyre-single-keys';

/** The choice as a signal; setting it is remembered where storage allows. */
export function createSingleKeys(): readonly [Accessor<boolean>, (on: boolean) => void] {
  const [on, setOn] = createSignal(stored());
  return [
    on,
    (next) => {
      setOn(next);
      remember(next);
    },
  ];
}

function stored(): boolean {
  try {
    return localStorage.getItem(STORED_AS) !== 'off';
  } catch {
    return true;
  }
}

function remember(on: boolean): void {
  try {
    localStorage.setItem(STORED_AS, on ? 'on' : 'off');
  } catch {
    // A frame without storage keeps the choice for this visit only.
  }
}
