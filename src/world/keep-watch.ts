// Whether the server's rows outlive the page, and what a person is told when that changes.
import type { Keeping } from '../protocol/control.ts';
import type { NoticeView } from './view.ts';

/** What it means that nothing is kept. */
const IN_MEMORY = 'The rows of this server live in memory, and are gone with the last tab that shows them.';

export interface KeepWatchOptions {
  readonly isRunning: () => boolean;
  readonly tell: (tone: NoticeView['tone'], text: string) => void;
}

export class KeepWatch {
  readonly #options: KeepWatchOptions;
  #view: Keeping = { kept: true };

  constructor(options: KeepWatchOptions) {
    this.#options = options;
  }

  get view(): Keeping {
    return this.#view;
  }

  /** Takes what the server says; news are told once. */
  is(keeping: Keeping): void {
    const [before, news] = [whyForgotten(this.#view), whyForgotten(keeping)];
    this.#view = keeping;
    if (news === before) return;
    if (news === null) this.#options.tell('plain', 'Storage works again: what the server acknowledges is kept.');
    else this.#options.tell(this.#options.isRunning() ? 'trouble' : 'plain', `${news} ${IN_MEMORY}`);
  }
}

function whyForgotten(keeping: Keeping): string | null {
  return keeping.kept ? null : keeping.why;
}
