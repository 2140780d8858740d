// The lesson that is being written, kept in this browser while it is.

const STORED_AS = 'pyre-lesson-draft';

/** Name under which an address asks for it. */
export const DRAFT = 'draft';

/** The text, or null when nothing is kept. */
export function storedDraft(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}

/** Keeps the text; returns whether it is kept. */
export function storeDraft(text: string): boolean {
  try {
    localStorage.setItem(STORED_AS, text);
    return true;
  } catch {
    return false;
  }
}
