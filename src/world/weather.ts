// The network of the whole page: weather for all links, the server's absence, and frames that can be stopped on their way [UI-8].
import type { ClientId } from '../base/ids.ts';
import type { ConditionsChange } from '../network/conditions.ts';
import type { Link } from '../network/link.ts';
import type { PageNetwork } from '../network/page.ts';
import { CONDITIONS_PRESETS } from '../network/presets.ts';
import type { TraceRecord } from '../network/trace.ts';
import type { Replica } from './replica.ts';
import type { NetworkView, PresetId } from './view.ts';
import type { WeatherIntents } from './world.ts';

/** Frames listed; of more only the number is told. */
const MOST_LISTED = 50;

export interface WeatherOptions {
  readonly network: PageNetwork;
  readonly replicas: () => readonly Replica[];
  readonly changed: () => void;
}

export class Weather implements WeatherIntents {
  readonly #options: WeatherOptions;
  readonly #met = new WeakSet<Link>();
  #preset: PresetId = 'none';
  #serverDown = false;
  #view: NetworkView | null = null;

  constructor(options: WeatherOptions) {
    this.#options = options;
    options.network.flight.subscribe(() => this.#changed());
  }

  get view(): NetworkView {
    return (this.#view ??= this.#draw());
  }

  /** The link of a client, under the page's weather from its first day. */
  link(id: ClientId): Link {
    const link = this.#options.network.link(id);
    if (!this.#met.has(link)) {
      this.#met.add(link);
      if (this.#preset !== 'none' || this.#serverDown) link.change(this.#conditions());
    }
    return link;
  }

  setPreset(id: ClientId | 'all', preset: PresetId): void {
    const all = this.#options.replicas();
    const concerned = id === 'all' ? all : all.filter((replica) => replica.id === id);
    if (id === 'all') this.#preset = preset;
    for (const replica of concerned) replica.setPreset(preset);
    this.#changed();
  }

  setServerDown(serverDown: boolean): void {
    this.#serverDown = serverDown;
    for (const { id } of this.#options.replicas()) this.link(id).change({ serverDown });
    this.#changed();
  }

  alterFrame(frame: number, how: 'hold' | 'release' | 'drop'): void {
    this.#options.network.flight[how](frame);
    this.#changed();
  }

  #conditions(): ConditionsChange {
    return { ...weatherOf(this.#preset), serverDown: this.#serverDown };
  }

  #changed(): void {
    this.#view = null;
    this.#options.changed();
  }

  #draw(): NetworkView {
    const { flight } = this.#options.network;
    return {
      preset: this.#preset,
      serverDown: this.#serverDown,
      flyingCount: flight.size,
      flying: flight
        .list()
        .slice(0, MOST_LISTED)
        .map(({ id, client, record, sinceMs, dueMs, held }) => ({
          id,
          client,
          sequence: record.sequence,
          direction: record.direction,
          sinceMs,
          dueMs,
          held,
          ...(isSignOfLife(record) && { quiet: true as const }),
        })),
    };
  }
}

function isSignOfLife({ kind, text }: TraceRecord): boolean {
  return kind === 'message' && /^\{"type":"p[io]ng"/.test(text ?? '');
}

/** What a preset does to both directions, and nothing to who is there. */
export function weatherOf(id: PresetId): ConditionsChange {
  const preset = CONDITIONS_PRESETS.find((candidate) => candidate.id === id);
  return preset ? { up: preset.conditions.up, down: preset.conditions.down } : {};
}
