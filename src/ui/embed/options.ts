// What an embedded page shows and allows: read from the query of its address, and written into snippets. Pure [UI-14].
import type { Opening } from '../../world/opening.ts';
import type { Theme } from '../shell/theme.ts';

/** What an embed may show. */
export const EMBED_PANELS = ['tableau', 'messages', 'flow', 'query', 'schema', 'lesson'] as const;
export type EmbedPanel = (typeof EMBED_PANELS)[number];

/** More clients than this make no figure in a text. */
export const MOST_EMBED_CLIENTS = 200;

export interface EmbedOptions {
  readonly panel: EmbedPanel;
  /** How many clients begin; null: those of the recipe, or of the page. */
  readonly clients: number | null;
  /** Whether clients can be added, changed and taken offline. */
  readonly controls: boolean;
  readonly theme: Theme;
  /** Starts by itself instead of on a click. */
  readonly autoplay: boolean;
  /** Nothing can be changed: no mutations, no controls. */
  readonly readonly: boolean;
  /** Keeps its world in this browser; otherwise it lives in memory. */
  readonly keep: boolean;
  /** Which lesson, by the name of its file. */
  readonly lesson: string | null;
}

export const PLAIN_EMBED: EmbedOptions = {
  panel: 'tableau',
  clients: null,
  controls: true,
  theme: 'auto',
  autoplay: false,
  readonly: false,
  keep: false,
  lesson: null,
};

/** Reads `?embed=…`; null when the page is not embedded. What makes no sense is as if it were not there. */
export function readEmbed(query: string): EmbedOptions | null {
  const values = new URLSearchParams(query);
  const named = values.get('embed');
  if (named === null) return null;
  return {
    panel: EMBED_PANELS.find((panel) => panel === named) ?? PLAIN_EMBED.panel,
    clients: readCount(values.get('clients')),
    controls: readFlag(values.get('controls'), PLAIN_EMBED.controls),
    theme: (['light', 'dark'] as const).find((theme) => theme === values.get('theme')) ?? PLAIN_EMBED.theme,
    autoplay: readFlag(values.get('autoplay'), PLAIN_EMBED.autoplay),
    readonly: readFlag(values.get('readonly'), PLAIN_EMBED.readonly),
    keep: readFlag(values.get('keep'), PLAIN_EMBED.keep),
    lesson: values.get('lesson')?.match(/^[a-z0-9-]{1,60}$/)?.[0] ?? null,
  };
}

/** The world of an embed: in memory and of this frame alone, unless it is to be kept; never the visitor's own. */
export function embeddedOpening(opening: Opening, { clients, keep }: EmbedOptions): Opening {
  const { start } = opening;
  const starters =
    clients === null ? start.starters : typeof start.starters === 'number' ? clients : start.starters.slice(0, clients);
  const name = `embed${opening.world === undefined || opening.world === null ? '' : `-${opening.world}`}`;
  return { ...opening, start: { ...start, starters }, world: keep ? name : null };
}

/** What a page of its own shows: the same world, the same lesson. */
export function fullHash(hash: string, { lesson }: EmbedOptions): string {
  return lesson === null || hash !== '' ? hash : `#tab=lessons&lesson=${lesson}`;
}

/** The query of an embed, only what differs from the plain one: `?embed=flow&controls=0`. */
export function writeEmbed(options: EmbedOptions): string {
  const values = new URLSearchParams({ embed: options.panel });
  if (options.clients !== null) values.set('clients', String(options.clients));
  for (const name of ['controls', 'autoplay', 'readonly', 'keep'] as const) {
    if (options[name] !== PLAIN_EMBED[name]) values.set(name, options[name] ? '1' : '0');
  }
  if (options.theme !== PLAIN_EMBED.theme) values.set('theme', options.theme);
  if (options.lesson !== null) values.set('lesson', options.lesson);
  return `?${values}`;
}

/** What a frame may do: run scripts. Storage and the page around stay out of its reach, unless it is to keep its world. */
export function sandboxOf({ keep }: Pick<EmbedOptions, 'keep'>): string {
  return keep ? 'allow-scripts allow-popups allow-same-origin' : 'allow-scripts allow-popups';
}

/** HTML to paste: a frame that shows `url`. */
export function snippet(url: string, title: string, heightPx: number, sandbox: string): string {
  const address = url.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  const name = title.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');
  return `<iframe src="${address}" title="${name}" width="100%" height="${heightPx}" style="border:0" loading="lazy" sandbox="${sandbox}"></iframe>`;
}

function readFlag(text: string | null, otherwise: boolean): boolean {
  if (text === null) return otherwise;
  return !['0', 'false', 'no', 'off'].includes(text);
}

function readCount(text: string | null): number | null {
  if (text === null || !/^\d{1,4}$/.test(text)) return null;
  return Math.min(Number(text), MOST_EMBED_CLIENTS);
}
