// What makes the in-tab classes pass for the browser's own: exceptions by name, statics, attributes, events, answers.
/* oxlint-disable unicorn/prefer-add-event-listener -- the attributes are part of what is tested */
import { describe, expect, test } from 'vitest';
import { utf8Bytes, cutToBytes, textOrBytes } from '../../src/network/bytes.ts';
import { deliveryTo } from '../../src/network/trace.ts';
import { ann, ben, joinInMemory, log } from './harness.ts';

async function open() {
  const joined = joinInMemory();
  const { network } = joined.page.link(ann);
  const socket = new network.WebSocket('/sync');
  await joined.clock.advance(0);
  return { ...joined, network, socket };
}

describe('[NET-1] the in-tab WebSocket', () => {
  test('has the constants on class and instance, and the class of its link', async () => {
    const { network, socket, page } = await open();
    const { WebSocket } = network;
    expect([WebSocket.name, Reflect.get(WebSocket, 'CONNECTING'), Reflect.get(WebSocket, 'CLOSED')]).toEqual([
      'WebSocket',
      0,
      3,
    ]);
    expect(socket).toBeInstanceOf(WebSocket);
    expect(socket).toBeInstanceOf(EventTarget);
    expect(socket).not.toBeInstanceOf(page.link(ben).network.WebSocket);
    expect(Object.prototype.toString.call(socket)).toBe('[object WebSocket]');
  });

  test.each([
    ['/sync', 'ws://in.tab/sync'],
    ['sync?a=1', 'ws://in.tab/sync?a=1'],
    ['ws://in.tab/sync', 'ws://in.tab/sync'],
    ['http://in.tab/sync', 'ws://in.tab/sync'],
    ['https://in.tab/sync', 'wss://in.tab/sync'],
    ['WS://IN.TAB:80/sync', 'ws://in.tab/sync'],
  ])('takes the address %s', async (address, url) => {
    const { network, clock } = await open();
    const socket = new network.WebSocket(address);
    const events = log(socket);
    await clock.advance(0);
    expect([socket.url, events]).toEqual([url, ['open']]);
    expect(new network.WebSocket(new URL(address, 'http://in.tab')).url).toBe(url);
  });

  test('finds no server elsewhere', async () => {
    const { network, clock } = await open();
    const events = log(new network.WebSocket('ws://elsewhere.example/sync'));
    await clock.advance(0);
    expect(events).toEqual(['error', 'close 1006  broken']);
  });

  test.each([
    ['http://[', [], 'SyntaxError'],
    ['mailto:ann@in.tab', [], 'SyntaxError'],
    ['/sync#', [], 'SyntaxError'],
    ['/sync#part', [], 'SyntaxError'],
    ['/sync', ['a', 'A', 'a'], 'SyntaxError'],
    ['/sync', ['a', ''], 'SyntaxError'],
    ['/sync', 'no good', 'SyntaxError'],
  ])('new WebSocket(%j, %j) throws a DOMException called %s', async (url, protocols, name) => {
    const { network } = await open();
    expect(exception(() => new network.WebSocket(url, protocols))).toEqual([true, name]);
  });

  test.each([
    [1001, '', 'InvalidAccessError'],
    [2999, '', 'InvalidAccessError'],
    [5000, '', 'InvalidAccessError'],
    [0, '', 'InvalidAccessError'],
    [Number.NaN, '', 'InvalidAccessError'],
    [undefined, 'a reason without a code', 'InvalidAccessError'],
    [1000, 'x'.repeat(124), 'SyntaxError'],
    [1000, 'é'.repeat(62), 'SyntaxError'],
  ])('close(%s, %j) throws a DOMException called %s, in any state', async (code, reason, name) => {
    const { socket, network, clock } = await open();
    expect(exception(() => socket.close(code, reason))).toEqual([true, name]);
    expect(socket.readyState).toBe(socket.OPEN);
    expect(exception(() => new network.WebSocket('/sync').close(code, reason))).toEqual([true, name]);
    socket.close();
    await clock.advance(0);
    expect(exception(() => socket.close(code, reason))).toEqual([true, name]);
  });

  test('send while connecting throws InvalidStateError', async () => {
    const { network } = await open();
    expect(exception(() => new network.WebSocket('/sync').send('early'))).toEqual([true, 'InvalidStateError']);
  });

  test('a handler keeps the place among the listeners that it was first given', async () => {
    const { socket, clock } = await open();
    const calls: string[] = [];
    socket.onmessage = () => calls.push('first handler');
    socket.addEventListener('message', () => calls.push('listener'));
    socket.onmessage = () => calls.push('second handler');
    socket.send('a');
    await clock.advance(0);
    expect(calls).toEqual(['second handler', 'listener']);
    socket.onmessage = null;
    socket.send('b');
    await clock.advance(0);
    expect([calls, socket.onmessage]).toEqual([['second handler', 'listener', 'listener'], null]);
  });

  test('a handler is called on the socket; what is no function is null', async () => {
    const { socket, clock } = await open();
    let self: unknown;
    socket.onmessage = function (this: WebSocket) {
      // oxlint-disable-next-line typescript/no-this-alias -- which `this` it is, is the question
      self = this;
    };
    Reflect.set(socket, 'onerror', 'no function');
    socket.send('a');
    await clock.advance(0);
    expect([self === socket, socket.onerror]).toEqual([true, null]);
  });

  test('its events are the standard ones', async () => {
    const { socket, clock } = await open();
    const events: Event[] = [];
    for (const type of ['message', 'close']) socket.addEventListener(type, (event) => events.push(event));
    socket.send('a');
    await clock.advance(0);
    socket.close();
    await clock.advance(0);
    const [message, close] = events;
    expect(message).toBeInstanceOf(MessageEvent);
    expect(message).toMatchObject({ data: 'echo:a', origin: 'ws://in.tab' });
    expect([close?.type, close?.target === socket, Object.prototype.toString.call(close)]).toEqual([
      'close',
      true,
      '[object CloseEvent]',
    ]);
  });

  test('binaryType takes its two values and passes over others', async () => {
    const { socket } = await open();
    expect(socket.binaryType).toBe('blob');
    socket.binaryType = 'arraybuffer';
    Reflect.set(socket, 'binaryType', 'nonsense');
    expect(socket.binaryType).toBe('arraybuffer');
  });

  test('a Blob is sent in its turn, and closing waits for it', async () => {
    const { socket, clock, server } = await open();
    socket.send('before');
    socket.send(new Blob([Uint8Array.of(1, 2)]));
    socket.send('after');
    socket.close(1000);
    expect(socket.bufferedAmount).toBe(2 + 'after'.length);
    await clock.advance(10);
    const received = server.events.flatMap((event) => (event.type === 'received' ? [event.data] : []));
    expect(received.map((data) => (typeof data === 'string' ? data : Array.from(new Uint8Array(data))))).toEqual([
      'before',
      [1, 2],
      'after',
    ]);
    expect([socket.readyState, socket.bufferedAmount]).toEqual([socket.CLOSED, 0]);
  });

  test('every recipient of a broadcast is handed the same text', async () => {
    const { page, clock, server } = await open();
    const texts: unknown[] = [];
    for (const client of [ann, ben]) {
      new (page.link(client).network.WebSocket)('/sync').onmessage = (event) => texts.push(event.data);
    }
    await clock.advance(0);
    server.port?.send([...server.open.keys()], 'news');
    await clock.advance(0);
    expect(texts).toEqual(['news', 'news']);
  });

  test('a handler may make the same broadcast arrive elsewhere', async () => {
    const { page, clock, server } = await open();
    const other = new (page.link(ben).network.WebSocket)('/sync');
    const socket = new (page.link(ann).network.WebSocket)('/sync');
    await clock.advance(0);
    page.link(ben).change({ down: { latencyMs: 50 } });
    page.link(ann).change({ down: { latencyMs: 50 } });
    const heard: [string, unknown, boolean][] = [];
    other.onmessage = (event) => heard.push(['other', event.data, event.target === other]);
    socket.onmessage = (event) => {
      for (const frame of page.flight.list()) page.flight.release(frame.id);
      heard.push(['socket', event.data, event.target === socket]);
    };
    server.port?.send([...server.open.keys()].toReversed(), 'news');
    await clock.advance(50);
    expect(heard).toEqual([
      ['other', 'news', true],
      ['socket', 'news', true],
    ]);
  });

  /** What a listener can see of an event, while it is told and afterwards. */
  const facts = (event: MessageEvent, socket: EventTarget) => [
    event.target === socket,
    event.srcElement === socket,
    event.currentTarget === socket,
    event.eventPhase,
    event.composedPath().map((target) => target === socket),
    event.data,
  ];

  test.each([
    ['one listener', undefined],
    ['a listener that captures', true],
    ['a listener that hears once', { once: true }],
  ])('an event shows the same to %s', async (_case, options) => {
    const { socket, clock, server } = await open();
    const during: unknown[] = [];
    let last: MessageEvent | null = null;
    const listener = function (this: unknown, event: MessageEvent): void {
      during.push(this === socket, ...facts(event, socket));
      last = event;
    };
    socket.addEventListener('message', listener, options);
    server.port?.send([...server.open.keys()], 'news');
    await clock.advance(0);
    expect(during).toEqual([true, true, true, true, Event.AT_TARGET, [true], 'news']);
    expect(last && facts(last, socket)).toEqual([true, true, false, Event.NONE, [], 'news']);
  });

  test('a listener that was taken away hears nothing, one that stays hears all', async () => {
    const { socket, clock, server } = await open();
    const heard: string[] = [];
    const [gone, stays] = ['gone', 'stays'].map((name) => () => heard.push(name));
    if (!gone || !stays) throw new Error('two listeners are needed');
    for (const listener of [gone, stays, stays]) socket.addEventListener('message', listener);
    server.port?.send([...server.open.keys()], 'one');
    await clock.advance(0);
    socket.removeEventListener('message', gone);
    server.port?.send([...server.open.keys()], 'two');
    await clock.advance(0);
    expect(heard).toEqual(['gone', 'stays', 'stays']);
  });

  test('what arrives after its own close is dropped', async () => {
    const { socket, clock } = await open();
    const events = log(socket);
    socket.send('a');
    socket.close();
    await clock.advance(0);
    expect(events).toEqual(['close 1005  clean']);
  });

  test('both sides closing at once end in peace', async () => {
    const { socket, clock, server } = await open();
    const events = log(socket);
    const [connection] = [...server.open.keys()];
    if (connection) server.port?.close(connection, 4000, 'server');
    socket.close(4001, 'client');
    await clock.advance(0);
    expect(events).toEqual(['close 4000 server clean']);
    expect([server.open.size, socket.readyState]).toEqual([0, socket.CLOSED]);
  });
});

describe('[NET-1] the in-tab fetch', () => {
  test('calls with text bodies keep their order', async () => {
    const { network, clock, trace } = await open();
    const calls = [1, 2, 3].map((number) => network.fetch(`/echo?${number}`, { method: 'POST', body: 'x' }));
    await clock.advance(0);
    await Promise.all(calls);
    const urls = trace.records().flatMap((record) => (record.kind === 'request' ? [record.url] : []));
    expect(urls).toEqual([1, 2, 3].map((number) => `http://in.tab/echo?${number}`));
  });

  test('a fragment stays at home', async () => {
    const { network, clock, trace } = await open();
    const call = network.fetch('/echo#part');
    await clock.advance(0);
    expect((await call).status).toBe(200);
    expect(trace.records().at(-2)).toMatchObject({ url: 'http://in.tab/echo' });
  });

  test('there is no server elsewhere', async () => {
    const { network } = await open();
    await expect(network.fetch('http://elsewhere.example/')).rejects.toThrow(/no server at http:\/\/elsewhere/);
  });

  test('an aborted call leaves no trace of its answer with the caller, and one of the abort', async () => {
    const { network, clock, server, trace } = await open();
    const controller = new AbortController();
    const call = network.fetch('/slow', { signal: controller.signal });
    const failed = expect(call).rejects.toMatchObject({ name: 'AbortError' });
    await clock.advance(0);
    controller.abort();
    await clock.advance(0);
    server.release();
    await clock.advance(0);
    await failed;
    expect(
      trace
        .records()
        .map((record) => record.kind)
        .slice(-2),
    ).toEqual(['request', 'abort']);
  });
});

describe('an abort that crosses the answer', () => {
  test('the caller gave up; the answer is traced as lost', async () => {
    const { network, clock, server, trace } = await open();
    const controller = new AbortController();
    const failed = expect(network.fetch('/slow', { signal: controller.signal })).rejects.toThrow();
    await clock.advance(0);
    server.release();
    controller.abort();
    await clock.advance(0);
    await failed;
    const last = trace.records().at(-1);
    expect([last?.kind, last && deliveryTo(last, ann).state]).toEqual(['response', 'lost']);
  });
});

describe('bytes', () => {
  test.each(['', 'abc', 'é', '€', '🚀', 'a🚀é€', '\ud800', 'a\udc00b', '\ud83d\ud83d\ude80'])(
    '%j weighs what it weighs in UTF-8',
    (text) => {
      expect(utf8Bytes(text)).toBe(new TextEncoder().encode(text).length);
    },
  );

  test('long text is weighed in pieces, none of which cuts a character', () => {
    expect(utf8Bytes(`a${'🚀'.repeat(40_000)}\ud83d`)).toBe(1 + 160_000 + 3);
  });

  test('text is cut between characters', () => {
    expect(cutToBytes('aé🚀z', 6)).toBe('aé');
    expect(cutToBytes('aé🚀z', 7)).toBe('aé🚀');
    expect(cutToBytes('short', 123)).toBe('short');
  });

  test('bytes become text only where that loses nothing', () => {
    expect(textOrBytes(new TextEncoder().encode('\ufeffé').buffer)).toBe('\ufeffé');
    expect(textOrBytes(Uint8Array.of(0xc3).buffer)).toBeInstanceOf(ArrayBuffer);
  });
});

/** Whether a DOMException was thrown, and its name. */
function exception(work: () => unknown): [boolean, string] {
  try {
    work();
  } catch (error) {
    return [error instanceof DOMException, error instanceof Error ? error.name : String(error)];
  }
  return [false, 'nothing was thrown'];
}
