// The seed of the page's chance in its address: the same seed and the same actions give the same run. Pure [UI-9].

/** `?chance=4711`; null where there is none, or no whole number below 2^32. */
export function readChance(search: string): number | null {
  const text = new URLSearchParams(search).get('chance');
  const chance = Number(text);
  return text !== null && /^\d{1,10}$/.test(text) && chance < 2 ** 32 ? chance : null;
}

/** The same address with this seed. */
export function withChance(href: string, chance: number): string {
  const url = new URL(href);
  url.searchParams.set('chance', String(chance));
  return url.href;
}
