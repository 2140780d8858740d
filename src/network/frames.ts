// The frames that cross a port, and the only door through which they enter: a malformed one becomes a sentence [NET-2].
import * as v from 'valibot';
import { asConnectionId, type ConnectionId } from '../base/ids.ts';
import type { Body } from './bytes.ts';

const connection = v.pipe(v.number(), v.integer(), v.minValue(1), v.transform(asConnectionId));
const connections = v.custom<readonly ConnectionId[]>(isListOfConnections, 'a list of connection numbers');
const requestId = v.pipe(v.number(), v.integer(), v.minValue(1));
const closeCode = v.pipe(v.number(), v.integer(), v.minValue(1000), v.maxValue(4999));
const headers = v.custom<readonly (readonly [string, string])[]>(isListOfHeaders, 'a list of [name, value]');
const body = v.custom<Body>(
  (value) => value === null || typeof value === 'string' || value instanceof ArrayBuffer,
  'a body',
);
const message = v.custom<string | ArrayBuffer>(
  (value) => typeof value === 'string' || value instanceof ArrayBuffer,
  'text or bytes',
);

/** Page to worker: a connection is wanted, and its number, chosen by the page. */
const open = v.object({ type: v.literal('open'), connection, url: v.string() });
const upMessage = v.object({ type: v.literal('message'), connection, data: message });
/** One text of many connections of the page; it crosses once. */
const upMessages = v.object({ type: v.literal('messages'), connections, data: v.string() });
/** Either side: this end will send nothing more. Code 1006: the link broke, expect no answer. */
const close = v.object({ type: v.literal('close'), connection, code: closeCode, reason: v.string() });
const request = v.object({
  type: v.literal('request'),
  id: requestId,
  method: v.string(),
  url: v.string(),
  headers,
  body,
});
const abort = v.object({ type: v.literal('abort'), id: requestId });
/** Bytes that wait for a slow link on the page's side of the port, so that the server's count is honest [WS-7]. */
const backlog = v.object({
  type: v.literal('backlog'),
  connection,
  bytes: v.pipe(v.number(), v.integer(), v.minValue(0)),
});

/** Bytes of messages that the page has taken out of the port so far: what the server has sent beyond it is still queued [WS-7]. */
const taken = v.object({ type: v.literal('taken'), bytes: v.pipe(v.number(), v.integer(), v.minValue(0)) });

const opened = v.object({ type: v.literal('opened'), connection });
/** Worker to page: one text for many connections of the page; it crosses once. */
const downMessage = v.object({ type: v.literal('message'), connections, data: v.string() });
const response = v.object({
  type: v.literal('response'),
  id: requestId,
  status: v.pipe(v.number(), v.integer(), v.minValue(200), v.maxValue(599)),
  headers,
  body,
});
/** The request ends without an answer; the page's `fetch` fails as it does when a network breaks, unless it gave up itself. */
const failed = v.object({ type: v.literal('failed'), id: requestId, message: v.string() });

const upFrame = v.variant('type', [open, upMessage, upMessages, close, request, abort, backlog, taken]);
const downFrame = v.variant('type', [opened, downMessage, close, response, failed]);

/** How much a page takes before it says so. */
export const TAKEN_STEP_BYTES = 65_536;

/** What a page sends to the worker. */
export type UpFrame = v.InferOutput<typeof upFrame>;
/** What the worker sends to a page. */
export type DownFrame = v.InferOutput<typeof downFrame>;
export type RequestFrame = v.InferOutput<typeof request>;
export type ResponseFrame = v.InferOutput<typeof response>;
export type CloseFrame = v.InferOutput<typeof close>;

/** A frame, or what is wrong with the thing that came instead. */
export type Parsed<Frame> =
  { readonly ok: true; readonly frame: Frame } | { readonly ok: false; readonly problem: string };

/** Reads what a page sent. */
export const parseUpFrame = (value: unknown): Parsed<UpFrame> => parsed(v.safeParse(upFrame, value));
/** Reads what a worker sent. */
export const parseDownFrame = (value: unknown): Parsed<DownFrame> => parsed(v.safeParse(downFrame, value));

type Result<Frame> =
  | { readonly success: true; readonly output: Frame }
  | { readonly success: false; readonly issues: readonly v.BaseIssue<unknown>[] };

function parsed<Frame>(result: Result<Frame>): Parsed<Frame> {
  if (result.success) return { ok: true, frame: result.output };
  const issue = result.issues[0];
  const where = issue ? (v.getDotPath(issue) ?? 'frame') : 'frame';
  return { ok: false, problem: `malformed frame: ${where}: ${issue?.message ?? 'unreadable'}` };
}

function isListOfConnections(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => Number.isInteger(item) && item >= 1);
}

function isListOfHeaders(value: unknown): boolean {
  return Array.isArray(value) && value.every(isHeader);
}

function isHeader(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every((part) => typeof part === 'string');
}
