// Whether the page brings its own server, or was told of one that runs elsewhere.

export type ReadAddress =
  { readonly ok: true; readonly address: string | null } | { readonly ok: false; readonly message: string };

/** The server that `?server=…` names; null where the page is to bring its own. */
export function readServerAddress(search: string): ReadAddress {
  const named = new URLSearchParams(search).get('server');
  if (named === null || named === '') return { ok: true, address: null };
  try {
    const url = new URL(named);
    if (url.protocol === 'http:' || url.protocol === 'https:') return { ok: true, address: url.origin };
  } catch {
    // Said below.
  }
  return { ok: false, message: `?server= takes an address such as http://127.0.0.1:4180; “${named}” is none.` };
}
