// The one table of all commands: palette, shortcuts and their sheet are made of it.
import type { Page } from '../page.tsx';
import { actCommands, clientCommands, selectedCommands } from './client-commands.ts';
import type { Command } from './command.ts';
import { messageCommands } from './message-commands.ts';
import { lookCommands, pageCommands } from './page-commands.ts';
import { networkCommands, serverCommands } from './world-commands.ts';
import { timeCommands } from './time-commands.ts';

/** All commands as they stand now; titles and what is enabled follow the page. */
export function commandsOf(page: Page): readonly Command[] {
  return [
    ...clientCommands(page),
    ...selectedCommands(page),
    ...timeCommands(page),
    ...lookCommands(page),
    ...networkCommands(page),
    ...messageCommands(page),
    ...serverCommands(page),
    ...pageCommands(page),
    ...actCommands(page),
  ];
}
