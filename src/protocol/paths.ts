// Where things are: the paths of the protocol, in one place.

export const PATH = {
  sync: '/sync',
  queries: '/queries',
  schema: '/schema',
  login: '/login',
  database: (query: string) => `/db/${encodeURIComponent(query)}`,
} as const;

/** Query parameter that names the session, over HTTP and WebSocket. */
export const SESSION_PARAMETER = 'sessionId';

/** Version of the wire: raised with every change that an older reader would not understand. */
export const PROTOCOL_VERSION = 1;
