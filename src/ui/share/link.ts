// What a link to this world is and says: its text in several forms, and its contents in words. Pure.
import { CONDITIONS_PRESETS } from '../../network/presets.ts';
import { packRecipe, LONGEST_LINK } from '../../world/recipe-link.ts';
import { recipeOf, type Recipe, type ShippedProject, type WorldStart } from '../../world/recipe.ts';
import { counted } from '../format.ts';
import { writeAddress, type Sight } from './address.ts';

/** A link to a world, ready to hand on. */
export interface WorldLink {
  readonly url: string;
  readonly packed: string;
  readonly recipe: Recipe;
  /** Beyond what chats and mail carry: a file goes instead. */
  readonly tooLong: boolean;
}

export interface LinkOptions {
  readonly start: WorldStart;
  readonly own: WorldStart;
  readonly shipped: readonly ShippedProject[];
  /** What to look at; null: as the page begins. */
  readonly sight: Sight | null;
  /** The page without query and hash. */
  readonly page: string;
}

/** A link that makes this world again. */
export function linkTo({ start, own, shipped, sight, page }: LinkOptions): WorldLink {
  const recipe = recipeOf(start, own, shipped);
  const packed = packRecipe(recipe);
  const url = `${page}#${writeAddress({ packed, sight: sight ?? {} })}`;
  return { url, packed, recipe, tooLong: packed.length > LONGEST_LINK };
}

/** `[title](url)`; brackets in titles and parentheses in addresses would end them. */
export function asMarkdown(title: string, url: string): string {
  const text = title.replace(/[[\]\\]/g, (letter) => `\\${letter}`);
  return `[${text}](${url.replaceAll('(', '%28').replaceAll(')', '%29')})`;
}

/** What the link holds, each a short phrase: `6 clients, 1 offline`. `projects`: what each shipped project is called, by its id. */
export function contentsOf(
  recipe: Recipe,
  start: WorldStart,
  sight: Sight | null,
  projects: ReadonlyMap<string, string> = new Map(),
): readonly string[] {
  const { clients, sources = [], without = [] } = recipe;
  const offline = clients?.filter((client) => client.offline).length ?? 0;
  const edited = sources.length + without.length;
  const network = CONDITIONS_PRESETS.find(({ id }) => id === start.preset)?.name ?? start.preset;
  return [
    edited === 0
      ? `the project “${projects.get(start.project) ?? start.project}” as it is shipped`
      : `${counted(edited, 'edited file')} of the project`,
    start.empty ? 'no rows to begin with' : `rows made from seed ${start.seed}`,
    clients
      ? `${counted(clients.length, 'client')}${offline > 0 ? `, ${offline} offline` : ''}`
      : 'the clients that every page begins with',
    ...(start.preset === 'none' ? [] : [`the network “${network}”`]),
    ...(sight && Object.keys(sight).length > 0 ? [lookedAt(sight)] : []),
  ];
}

/** A row goes by its key alone: where it was written by hand, others do not have it. */
function lookedAt({ row }: Sight): string {
  if (!row) return 'what you are looking at';
  return `what you are looking at; ${row.table} ${row.key} by its key, so there only if the seed made it`;
}
