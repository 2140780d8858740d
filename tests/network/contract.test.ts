// One contract, every implementation: what a client may rely on, in the tab and over a real network [NET-1] [HTTP-1].
/* oxlint-disable unicorn/prefer-add-event-listener -- the attributes are part of what is tested */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { log } from './harness.ts';
import { SUBJECTS, type Subject } from './subjects.ts';

describe.each(SUBJECTS)('$name', ({ start, standard }) => {
  let subject: Subject;
  beforeEach(async () => {
    subject = await start();
  });
  afterEach(() => subject.stop());

  /** Opens a socket and waits until it is open or ended. */
  async function connect(path = '/sync'): Promise<{ socket: WebSocket; events: string[] }> {
    const socket = new subject.network.WebSocket(path);
    const events = log(socket);
    await subject.until(() => socket.readyState !== socket.CONNECTING);
    return { socket, events };
  }

  const until = (reached: () => boolean) => subject.until(reached);

  describe('WebSocket', () => {
    test('a new socket is connecting, then open, and says where', async () => {
      const socket = new subject.network.WebSocket('/sync?hello=1');
      expect([socket.readyState, socket.CONNECTING, subject.network.WebSocket.length >= 1]).toEqual([0, 0, true]);
      await until(() => socket.readyState === 1);
      expect(socket.url).toBe(`${subject.network.baseUrl.replace('http', 'ws')}/sync?hello=1`);
      expect([socket.protocol, socket.extensions.length >= 0, socket.bufferedAmount]).toEqual(['', true, 0]);
      expect([socket.CONNECTING, socket.OPEN, socket.CLOSING, socket.CLOSED]).toEqual([0, 1, 2, 3]);
    });

    test('[WS-6] messages arrive in order, text as text', async () => {
      const { socket, events } = await connect();
      const texts = ['one', 'two', 'Ünïcödé 🚀', ''];
      for (const text of texts) socket.send(text);
      await until(() => events.length === 5);
      expect(events).toEqual(['open', ...texts.map((text) => `message echo:${text}`)]);
      expect(subject.server.texts).toEqual(texts);
    });

    test('a lone surrogate travels as the replacement character', async () => {
      const { socket, events } = await connect();
      socket.send('a\ud800b');
      await until(() => events.length === 2);
      expect(events[1]).toBe('message echo:a\ufffdb');
    });

    test('bytes arrive as bytes, as they were when they were sent', async () => {
      const { socket, events } = await connect();
      const bytes = Uint8Array.of(1, 2, 3, 4);
      socket.send(bytes.buffer);
      socket.send(bytes.subarray(1, 3));
      await until(() => events.length === 3);
      expect(events.slice(1)).toEqual(['message bytes:1,2,3,4', 'message bytes:2,3']);
    });

    test('on… attributes are called as listeners are', async () => {
      const socket = new subject.network.WebSocket('/sync?hello=1');
      const calls: string[] = [];
      socket.onopen = () => calls.push('open');
      socket.onmessage = (event) => calls.push(`message ${String(event.data)}`);
      socket.onclose = (event) => calls.push(`close ${event.code}`);
      await until(() => calls.length === 2);
      socket.close();
      await until(() => calls.length === 3);
      expect(calls).toEqual(['open', 'message hello', 'close 1005']);
    });

    test.each([
      [undefined, undefined, 1005, ''],
      [1000, 'bye', 1000, 'bye'],
      [3000, '', 3000, ''],
      [4999, 'é'.repeat(61), 4999, 'é'.repeat(61)],
    ])('close(%s, %s) ends clean on both sides', async (code, reason, toldCode, toldReason) => {
      const { socket, events } = await connect();
      if (code === undefined) socket.close();
      else socket.close(code, reason);
      expect(socket.readyState).toBe(socket.CLOSING);
      await until(() => events.length === 2);
      expect(events).toEqual(['open', `close ${toldCode} ${toldReason} clean`]);
      expect(socket.readyState).toBe(socket.CLOSED);
      await until(() => subject.server.open.size === 0);
      expect(subject.server.events.at(-1)).toMatchObject({ type: 'closed', code: toldCode, reason: toldReason });
    });

    test('closing twice is closing once', async () => {
      const { socket, events } = await connect();
      socket.close(4000, 'first');
      socket.close(4001, 'second');
      await until(() => events.length === 2);
      socket.close();
      expect(events).toEqual(['open', 'close 4000 first clean']);
    });

    test('what is sent after closing is dropped', async () => {
      const { socket, events } = await connect();
      socket.send('before');
      socket.close();
      socket.send('after');
      await until(() => socket.readyState === socket.CLOSED);
      socket.send('long after');
      await until(() => subject.server.open.size === 0);
      expect(subject.server.texts).toEqual(['before']);
      expect([events[0], events.at(-1)]).toEqual(['open', 'close 1005  clean']);
      expect(socket.bufferedAmount).toBeGreaterThanOrEqual('afterlong after'.length);
    });

    test('[WS-2] the server may close at once, after the opening', async () => {
      const { socket, events } = await connect('/sync?refuse=1');
      await until(() => socket.readyState === socket.CLOSED);
      expect(events).toEqual(['open', 'close 4401 unknown session clean']);
      await until(() => subject.server.open.size === 0);
    });

    test('[WS-5] the server closes with code and reason', async () => {
      const { socket, events } = await connect();
      socket.send('close:1008:not a ping');
      await until(() => socket.readyState === socket.CLOSED);
      expect(events).toEqual(['open', 'close 1008 not a ping clean']);
      await until(() => subject.server.open.size === 0);
      expect(subject.server.events.at(-1)).toMatchObject({ type: 'closed', code: 1008 });
    });

    test("the server's reason is cut to what a close frame holds", async () => {
      const { socket, events } = await connect();
      socket.send(`close:4000:${'é'.repeat(100)}`);
      await until(() => socket.readyState === socket.CLOSED);
      expect(events[1]).toBe(`close 4000 ${'é'.repeat(61)} clean`);
    });

    test('a connection to another path fails', async () => {
      const { socket, events } = await connect('/elsewhere');
      await until(() => events.length === 2);
      expect(events).toEqual(['error', 'close 1006  broken']);
      expect(socket.readyState).toBe(socket.CLOSED);
      expect(subject.server.events).toEqual([]);
    });

    test('closed while connecting: error, then 1006', async () => {
      const socket = new subject.network.WebSocket('/sync');
      const events = log(socket);
      socket.close();
      expect(socket.readyState).toBe(socket.CLOSING);
      await until(() => socket.readyState === socket.CLOSED);
      expect(events).toEqual(['error', 'close 1006  broken']);
      await until(() => subject.server.open.size === 0);
    });

    test('sending while connecting throws', async () => {
      const socket = new subject.network.WebSocket('/sync');
      const events = log(socket);
      expect(() => socket.send('early')).toThrow();
      await until(() => events.length === 1);
      expect(subject.server.texts).toEqual([]);
    });

    test('a server that throws costs one connection, 1011', async () => {
      const first = await connect();
      const second = await connect();
      first.socket.send('throw');
      await until(() => first.socket.readyState === 3);
      second.socket.send('still here');
      await until(() => second.events.length === 2);
      expect(first.events).toEqual(['open', 'close 1011 internal error clean']);
      expect(second.events).toEqual(['open', 'message echo:still here']);
      expect(subject.problems).toHaveLength(1);
    });

    test('a server that throws at the opening closes with 1011', async () => {
      const { socket, events } = await connect('/sync?throw=1');
      await until(() => socket.readyState === 3);
      expect(events.at(-1)).toBe('close 1011 internal error clean');
    });

    test.each([
      ['a bad address', () => 'http://['],
      ['another scheme', () => 'ftp://in.tab/sync'],
      ['a fragment', () => '/sync#part'],
    ])('the constructor refuses %s with a SyntaxError', (_, url) => {
      expect(() => new subject.network.WebSocket(url())).toThrow(/./);
      if (standard) expect(thrownBy(() => new subject.network.WebSocket(url()))).toBe('SyntaxError');
    });

    test.each([[['a', 'a']], [['a b']], ['é'], ['']])('the constructor refuses the subprotocols %j', (protocols) => {
      if (!standard)
        return expect(thrownBy(() => new subject.network.WebSocket('/sync', ['a', 'a']))).toBe('SyntaxError');
      return expect(thrownBy(() => new subject.network.WebSocket('/sync', protocols))).toBe('SyntaxError');
    });
  });

  describe('fetch', () => {
    test('a POST arrives whole: method, path, headers, body', async () => {
      const answer = subject.network.fetch(`${subject.network.baseUrl}/echo?a=%C3%A9`, {
        method: 'POST',
        body: '{"text":"Ünïcödé 🚀"}',
        headers: { 'content-type': 'application/json', 'Pyre-Request-Id': 'r-1' },
      });
      const response = await settled(answer);
      expect([response.status, response.ok]).toEqual([200, true]);
      expect([response.url, response.type]).toEqual([`${subject.network.baseUrl}/echo?a=%C3%A9`, 'basic']);
      expect(response.headers.get('Pyre-Revision')).toBe('7');
      expect(await response.json()).toEqual({
        method: 'POST',
        path: '/echo',
        search: '?a=%C3%A9',
        type: 'application/json',
        mark: 'r-1',
        body: '{"text":"Ünïcödé 🚀"}',
      });
    });

    test.each([
      ['bytes that are no text', Uint8Array.of(0, 255, 128, 7)],
      ['bytes with a byte order mark', Uint8Array.of(0xef, 0xbb, 0xbf, 65)],
      ['no bytes', Uint8Array.of()],
    ])('%s come back as they went', async (_, body) => {
      const response = await settled(subject.network.fetch('/raw', { method: 'POST', body }));
      expect(new Uint8Array(await response.arrayBuffer())).toEqual(body);
    });

    test('a Request with its own body and headers is taken', async () => {
      const request = new Request(`${subject.network.baseUrl}/echo`, {
        method: 'POST',
        body: 'hello',
        headers: { 'pyre-request-id': 'r' },
      });
      const response = await settled(subject.network.fetch(request));
      expect(await response.json()).toMatchObject({ method: 'POST', body: 'hello', mark: 'r' });
    });

    test.each([
      ['/missing', 404],
      ['/empty', 204],
      ['/bytes', 200],
    ])('%s answers %i', async (path, status) => {
      const response = await settled(subject.network.fetch(path));
      expect(response.status).toBe(status);
      if (path === '/empty') expect(response.body).toBeNull();
      if (path === '/bytes') expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0, 255, 128, 7]);
    });

    test.each([
      ['text', async (answer: Response) => JSON.parse(await answer.text()) as unknown],
      ['JSON', async (answer: Response) => (await answer.json()) as unknown],
      [
        'bytes',
        async (answer: Response) => JSON.parse(new TextDecoder().decode(await answer.arrayBuffer())) as unknown,
      ],
      ['a blob', async (answer: Response) => JSON.parse(await (await answer.blob()).text()) as unknown],
      ['a stream', async (answer: Response) => (await new Response(answer.body).json()) as unknown],
    ])('an answer can be read as %s, once, and its clone once more', async (_, read) => {
      const answer = await settled(subject.network.fetch('/echo', { method: 'POST', body: 'Ünï 🚀' }));
      const clone = answer.clone();
      expect(answer.bodyUsed).toBe(false);
      expect(await read(answer)).toMatchObject({ body: 'Ünï 🚀' });
      expect(answer.bodyUsed).toBe(true);
      await expect(answer.text()).rejects.toThrow(TypeError);
      await expect(answer.json()).rejects.toThrow(TypeError);
      expect(() => answer.clone()).toThrow(TypeError);
      expect(await read(clone)).toMatchObject({ body: 'Ünï 🚀' });

      const other = await settled(subject.network.fetch('/echo', { method: 'POST', body: 'Ünï 🚀' }));
      expect(await read(other)).toMatchObject({ body: 'Ünï 🚀' });
      expect(other.bodyUsed).toBe(true);
      await expect(other.text()).rejects.toThrow(TypeError);
      expect(other.body?.locked ?? true).toBe(true);
    });

    test('[HTTP-6] a server that throws answers 500 and goes on', async () => {
      const broken = await settled(subject.network.fetch('/throw'));
      expect(broken.status).toBe(500);
      expect(await broken.json()).toMatchObject({ error: { kind: 'Internal' } });
      expect(subject.problems).toHaveLength(1);
      expect((await settled(subject.network.fetch('/echo'))).status).toBe(200);
    });

    test('an aborted call rejects with the reason, and the server hears of it', async () => {
      const controller = new AbortController();
      const answer = subject.network.fetch('/slow', { signal: controller.signal });
      const outcome = answer.then(
        () => 'answered',
        (reason: unknown) => reason,
      );
      await until(() => subject.server.requests === 1);
      controller.abort(new Error('enough'));
      expect(await outcome).toMatchObject({ message: 'enough' });
      await until(() => subject.server.aborted.length === 1);
    });

    test('a signal that was aborted before sends nothing', async () => {
      const failure = subject.network.fetch('/echo', { signal: AbortSignal.abort() });
      await expect(failure).rejects.toMatchObject({ name: 'AbortError' });
      expect(subject.server.requests).toBe(0);
    });

    test.each([
      ['a bad address', 'http://[', {}],
      ['a GET with a body', '/echo', { body: 'no' }],
      ['a forbidden method', '/echo', { method: 'TRACE' }],
      ['a bad header', '/echo', { headers: { 'no good': 'x' } }],
    ])('%s rejects with a TypeError', async (_, url, init) => {
      await expect(Promise.resolve().then(() => subject.network.fetch(url, init))).rejects.toBeInstanceOf(TypeError);
    });

    test('many at once are each answered with their own', async () => {
      const answers = Array.from({ length: 50 }, (_, index) => subject.network.fetch(`/echo?${index}`));
      const bodies = await settled(
        Promise.all(answers.map(async (answer) => (await (await answer).json()) as { search: string })),
      );
      expect(bodies.map((body) => body.search)).toEqual(Array.from({ length: 50 }, (_, index) => `?${index}`));
    });
  });

  /** Waits for a promise while the subject's clock goes on. */
  async function settled<Value>(promise: Promise<Value>): Promise<Value> {
    let done = false;
    const watch = promise.then(
      () => (done = true),
      () => (done = true),
    );
    await until(() => done);
    await watch;
    return promise;
  }
});

function thrownBy(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    return error instanceof Error || error instanceof DOMException ? error.name : 'something else';
  }
  return 'nothing';
}
