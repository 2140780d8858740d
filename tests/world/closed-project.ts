// The project's part of a control plane that answers nothing but its files: for servers that are about something else.
import type { ProjectControl } from '../../src/protocol/control.ts';

const refusal = { ok: false, message: 'this server cannot change', diagnostics: [] } as const;

export const closedProject: ProjectControl = {
  sources: async () => ({ ok: true, value: [] }),
  checkSources: async () => refusal,
  formatSource: async () => refusal,
  previewProject: async () => refusal,
  changeProject: async () => refusal,
};
