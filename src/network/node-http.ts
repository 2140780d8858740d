// Between Node's HTTP messages and the standard Request and Response: bodies bounded, headers kept.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ProtocolError } from '../protocol/errors.ts';
import { LARGEST_MESSAGE_BYTES } from '../protocol/up.ts';

/** What is read and thrown away of a body that was refused, so that its sender gets to hear the refusal. */
const LARGEST_DISCARD_BYTES = 16 * LARGEST_MESSAGE_BYTES;

/** Reads a body; refuses one over the bound at once and keeps nothing of it [HTTP-6]. */
export function readBody(incoming: IncomingMessage): Promise<Uint8Array<ArrayBuffer>> {
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = [];
    let bytes = 0;
    if (Number(incoming.headers['content-length'] ?? 0) > LARGEST_MESSAGE_BYTES) reject(tooLarge());
    incoming.on('data', (chunk: Uint8Array) => {
      bytes += chunk.byteLength;
      if (bytes <= LARGEST_MESSAGE_BYTES) chunks.push(chunk);
      else {
        chunks.length = 0;
        reject(tooLarge());
      }
      if (bytes > LARGEST_DISCARD_BYTES) incoming.destroy();
    });
    incoming.on('end', () => resolve(joined(chunks, bytes)));
    incoming.on('error', reject);
    incoming.on('close', () => reject(new ProtocolError('Malformed', 'The body ended early.')));
  });
}

/** The standard form of a request. Throws ProtocolError for what no Request can be. */
export function toRequest(
  incoming: IncomingMessage,
  body: Uint8Array<ArrayBuffer>,
  baseUrl: string,
  signal: AbortSignal,
): Request {
  const method = incoming.method ?? 'GET';
  const url = parseUrl(`${baseUrl}${incoming.url ?? '/'}`);
  if (!url) throw new ProtocolError('Malformed', 'The address is no URL.');
  const bodiless = method === 'GET' || method === 'HEAD';
  try {
    return new Request(url, { method, headers: headersOf(incoming), body: bodiless ? null : body, signal });
  } catch {
    throw new ProtocolError('MethodNotAllowed', `The method ${method} is not served here.`);
  }
}

/** A failure as an answer. */
export function toAnswer(error: ProtocolError): Response {
  return Response.json(error.toBody(), { status: error.status });
}

/** Sends `response`, with `extra` headers. */
export async function writeResponse(
  outgoing: ServerResponse,
  response: Response,
  extra: Record<string, string>,
  headOnly: boolean,
): Promise<void> {
  const body = response.body === null ? null : new Uint8Array(await response.arrayBuffer());
  for (const [name, value] of [...response.headers, ...Object.entries(extra)]) outgoing.setHeader(name, value);
  if (body) outgoing.setHeader('content-length', body.byteLength);
  outgoing.writeHead(response.status);
  outgoing.end(headOnly ? undefined : (body ?? undefined));
}

function tooLarge(): ProtocolError {
  return new ProtocolError('TooLarge', `The body is larger than ${LARGEST_MESSAGE_BYTES} bytes.`);
}

function headersOf(incoming: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  return headers;
}

function joined(chunks: readonly Uint8Array[], bytes: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(chunks.length === 0 ? 0 : bytes);
  let at = 0;
  for (const chunk of chunks) {
    whole.set(chunk, at);
    at += chunk.byteLength;
  }
  return whole;
}

function parseUrl(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
