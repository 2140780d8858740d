// Commands about the messages: find, copy, take along.
import type { Page } from '../page.tsx';
import { asLines } from '../messages/filter.ts';
import type { Command } from './command.ts';

export function messageCommands(page: Page): readonly Command[] {
  const group = 'Messages';
  return [
    { id: 'find', title: 'Find in the messages', group, keys: '/', alike: 'filter search', run: () => findIn(page) },
    { id: 'copy-messages', title: 'Copy all messages as JSON lines', group, alike: 'ndjson export', run: () => copy(asLines(page.messages())) }, // prettier-ignore
    { id: 'copy-mermaid', title: 'Copy the data flow as Mermaid', group, alike: 'diagram export', run: () => void copyFlow(page, 'mermaid') }, // prettier-ignore
    { id: 'copy-svg', title: 'Copy the data flow as SVG', group, alike: 'diagram export', run: () => void copyFlow(page, 'svg') }, // prettier-ignore
    { id: 'clear-messages', title: 'Clear the messages', group, alike: 'delete', enabled: page.moment() === null, run: () => page.world.messages.clear() }, // prettier-ignore
  ];
}

/** The panel may have to be loaded first: its field is waited for, a frame at a time. */
function findIn(page: Page, patience = 120): void {
  page.openTab('messages');
  const field = document.querySelector<HTMLInputElement>('[data-testid="messages-panel"] input[type="search"]');
  if (field) field.focus();
  else if (patience > 0) requestAnimationFrame(() => findIn(page, patience - 1));
}

async function copyFlow(page: Page, as: 'svg' | 'mermaid'): Promise<void> {
  const [{ arrowsOf, lanesOf }, { draw }, { mermaidText, svgText }] = await Promise.all([
    import('../flow/arrows.ts'),
    import('../flow/geometry.ts'),
    import('../flow/take-along.ts'),
  ]);
  const lanes = lanesOf(page.view().clients);
  const arrows = arrowsOf(page.messages(), lanes);
  copy(as === 'mermaid' ? mermaidText(arrows, lanes) : svgText(draw(arrows, lanes.names.length), lanes));
}

function copy(text: string): void {
  void navigator.clipboard.writeText(text).catch(() => undefined);
}
