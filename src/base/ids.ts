// Branded ids: text and numbers that the compiler keeps apart.

declare const brand: unique symbol;
type Branded<Base, Name extends string> = Base & { readonly [brand]: Name };

/** Unguessable token of a session, issued by the server. */
export type SessionId = Branded<string, 'SessionId'>;
/** One open WebSocket, numbered by the page that opened it; unique within its port only. */
export type ConnectionId = Branded<number, 'ConnectionId'>;
/** One client (replica) of a page, for people and for the trace: `client-3`. */
export type ClientId = Branded<string, 'ClientId'>;

export const asSessionId = (text: string): SessionId => text as SessionId;
export const asConnectionId = (number: number): ConnectionId => number as ConnectionId;
export const asClientId = (text: string): ClientId => text as ClientId;
