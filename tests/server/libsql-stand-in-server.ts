// The stand-in for a libSQL service behind a port of this machine, for servers that run as processes of their own.
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { StandIn } from './libsql-stand-in.ts';

/** A stand-in that listens. */
export interface Listening {
  readonly standIn: StandIn;
  readonly url: string;
  close(): void;
}

/** Starts it at any free port, or at `port`. */
export async function listenAsStandIn(port = 0): Promise<Listening> {
  const standIn = new StandIn();
  const server = createServer((asked, answer) => {
    void (async () => {
      const body = await buffer(asked);
      const headers = { authorization: asked.headers.authorization ?? '' };
      const url = `http://stand-in${asked.url ?? '/'}`;
      const request = new Request(url, {
        method: asked.method ?? 'GET',
        headers,
        ...(body.length > 0 ? { body } : {}),
      });
      try {
        const response = await standIn.fetch(request);
        answer.writeHead(response.status, Object.fromEntries(response.headers));
        answer.end(await response.text());
      } catch {
        asked.socket.destroy();
      }
    })();
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  const at = typeof address === 'object' && address ? address.port : port;
  const close = (): void => {
    server.closeAllConnections();
    server.close();
  };
  return { standIn, url: `http://127.0.0.1:${at}`, close };
}
