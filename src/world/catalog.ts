// What a server can be asked: its schema and its queries, read by the page for itself.
import { createClient, type ClientOptions } from '../client/client.ts';
import { memoryPersistence } from '../client/memory-persistence.ts';
import type { Link } from '../network/link.ts';
import type { ClientNetwork } from '../network/socket.ts';
import type { QueryEntry, SchemaAnswer } from '../protocol/catalog.ts';

export interface Catalog {
  readonly schema: SchemaAnswer | null;
  readonly queries: readonly QueryEntry[] | null;
  /** Why either is missing. */
  readonly problem: string | null;
}

export async function readCatalog(options: Omit<ClientOptions, 'persistence' | 'sessionId'>): Promise<Catalog> {
  const reader = createClient({ ...options, persistence: memoryPersistence(options.id) });
  const [schema, queries] = await Promise.all([reader.schema(), reader.queries()]);
  const failed = [schema, queries].find((answer) => !answer.ok);
  return {
    schema: schema.ok ? schema.value : null,
    queries: queries.ok ? queries.value : null,
    problem: failed && !failed.ok ? failed.error.message : null,
  };
}

/** A link that serves the page itself: a pause of the world's frames is none of its business. */
export function servingPage(link: Link): ClientNetwork {
  link.pausable = false;
  return link.network;
}
