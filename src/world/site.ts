// Which site of its origin this page belongs to: sites that lie side by side, as on a host of many projects, share nothing.

/** Path of the page's folder, with a slash at its end; empty where the page has none. */
export function sitePath(): string {
  return location.pathname.replace(/[^/]*$/, '');
}
