// The only home of chance: a seeded generator for everything that must replay, and the machine's own for secrets.

/** A source of chance. Handed in everywhere; nothing else may draw. */
export interface Random {
  /** A fraction in [0, 1). */
  fraction(): number;
  /** A whole number in [low, high], both ends included. */
  between(low: number, high: number): number;
  /** One of `items`, which must not be empty. */
  pick<Item>(items: readonly Item[]): Item;
  /** A generator of its own, decided by this one's seed and `label` alone: drawing from one never moves the other. */
  fork(label: string): Random;
}

/** A source of unguessable text, for session ids and epochs. */
export interface Secrets {
  /** 32 lower-case hexadecimal digits. */
  token(): string;
}

/** Chance that replays exactly from `seed` (mulberry32 over a mixed seed, so that near seeds start far apart). */
export function seededRandom(seed: number | string): Random {
  const start = typeof seed === 'string' ? hashText(seed) : mix(seed >>> 0);
  return new Mulberry(start);
}

/** Secrets from the machine's own generator. */
export const machineSecrets: Secrets = {
  token: () => hex(crypto.getRandomValues(new Uint8Array(16))),
};

/** A seed nobody chose. */
export function freshSeed(): number {
  return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
}

/** Secrets that replay: for tests and simulations only, anybody who knows the seed can guess them. */
export function seededSecrets(random: Random): Secrets {
  return { token: () => hex(Uint8Array.from({ length: 16 }, () => random.between(0, 255))) };
}

class Mulberry implements Random {
  readonly #start: number;
  #state: number;

  constructor(start: number) {
    this.#start = start;
    this.#state = start;
  }

  fraction(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let word = this.#state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  }

  between(low: number, high: number): number {
    return low + Math.floor(this.fraction() * (high - low + 1));
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.between(0, items.length - 1)] as Item;
  }

  fork(label: string): Random {
    return new Mulberry(mix(this.#start ^ hashText(label)));
  }
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  return mix(hash >>> 0);
}

function mix(word: number): number {
  let mixed = word;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
