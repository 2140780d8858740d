// What the page tells a person: one sentence at a time, the newest.
import type { Clock } from '../base/clock.ts';
import type { NoticeView } from './view.ts';

/** How long news stays that asks for nothing. */
const NOTICE_MS = 8000;

export interface NoticesOptions {
  readonly clock: Clock;
  changed(): void;
  /** The notice that offered a way back is gone: so is the way. */
  wayBackGone(): void;
}

export class Notices {
  readonly #options: NoticesOptions;
  #view: NoticeView | null = null;
  #count = 0;
  #wayBack: (() => Promise<void>) | null = null;

  constructor(options: NoticesOptions) {
    this.#options = options;
  }

  get view(): NoticeView | null {
    return this.#view;
  }

  /** Says `text` until something newer is said; `wayBack` undoes what it tells. Plain news without one goes by itself. */
  tell(tone: NoticeView['tone'], text: string, wayBack: (() => Promise<void>) | null = null): void {
    const notice = { id: ++this.#count, tone, text, undo: wayBack !== null };
    this.#view = notice;
    this.#wayBack = wayBack;
    this.#options.changed();
    if (wayBack || tone === 'trouble') return;
    this.#options.clock.setTimer(NOTICE_MS, () => {
      if (this.#view === notice) this.dismiss();
    });
  }

  /** Takes the notice away, and with it the way back. */
  dismiss(): void {
    this.#options.wayBackGone();
    this.#clear();
  }

  /** Undoes what the notice told, and takes it away. */
  async undo(): Promise<void> {
    const wayBack = this.#wayBack;
    this.#clear();
    await wayBack?.();
  }

  #clear(): void {
    this.#view = null;
    this.#wayBack = null;
    this.#options.changed();
  }
}
