// Runs before the page's own scripts: watches the port between page and worker, and can speak on it as a client would.
const asked = (request) =>
  new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result));
    request.addEventListener('error', () => reject(request.error));
  });

(() => {
  const FIRST_OWN_ID = 1_000_000_000;
  const probe = {
    /** The port of the data plane. */
    port: null,
    /** Session id → values, of every client that connected. */
    sessions: new Map(),
    liveAtMs: null,
    submittedAtMs: 0,
    postedAtMs: 0,
    /** Waits for the next delta that reaches `clients` clients. */
    awaited: null,
    deliveries: 0,
    longTasks: [],
  };
  globalThis.benchProbe = probe;

  const answers = new Map();
  let nextId = FIRST_OWN_ID;
  const post = MessagePort.prototype.postMessage;
  MessagePort.prototype.postMessage = function (message, ...rest) {
    if (message?.type === 'open') probe.port = this;
    if (message?.type === 'request') probe.postedAtMs = performance.now();
    return post.call(this, message, ...rest);
  };

  const listen = EventTarget.prototype.addEventListener;
  MessagePort.prototype.addEventListener = function (type, listener, ...rest) {
    if (type !== 'message' || typeof listener !== 'function') return listen.call(this, type, listener, ...rest);
    const watched = (event) => {
      const startMs = performance.now();
      listener.call(this, event);
      heard(event.data, startMs);
    };
    return listen.call(this, type, watched, ...rest);
  };

  /** The page has dealt with a frame: whatever it delivers synchronously is delivered. */
  function heard(frame, startMs) {
    if (frame?.type === 'response' && frame.id >= FIRST_OWN_ID) {
      answers.get(frame.id)?.(frame);
      answers.delete(frame.id);
    }
    if (frame?.type !== 'message') return;
    if (frame.data.startsWith('{"type":"connected"')) {
      const { sessionId, session } = JSON.parse(frame.data);
      probe.sessions.set(sessionId, session);
    }
    if (!frame.data.startsWith('{"type":"delta"')) return;
    probe.deliveries += frame.connections.length;
    probe.awaited?.({ startMs, endMs: performance.now(), clients: frame.connections.length });
  }

  listen.call(document, 'submit', () => (probe.submittedAtMs = performance.now()), true);

  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) probe.longTasks.push({ startTime, duration });
  }).observe({ type: 'longtask', buffered: true });

  const watchLive = new MutationObserver(() => {
    if (!document.querySelector('[data-testid=client-card][data-phase=live]')) return;
    probe.liveAtMs = performance.now();
    watchLive.disconnect();
  });
  watchLive.observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-phase'] });

  /** A request over the page's own port; resolves with the body. */
  probe.request = (path, body) =>
    new Promise((resolve, reject) => {
      const id = nextId++;
      answers.set(id, ({ status, body: text }) => (status === 200 ? resolve(text) : reject(new Error(text))));
      const url = `http://in.tab${path}`;
      post.call(probe.port, {
        type: 'request',
        id,
        method: 'POST',
        url,
        headers: [['content-type', 'application/json']],
        body: JSON.stringify(body),
      });
    });

  /** What the first card, which is in sight, tells of its rows. */
  const toldByCard = () => document.querySelector('[data-testid=client-card]')?.getAttribute('aria-label');

  /** Submits the query form and waits for the delta's own task and the frame that shows it. */
  probe.submitOnce = (clients) =>
    new Promise((resolve) => {
      const toldBefore = toldByCard();
      let reached = 0;
      let firstMs = 0;
      probe.awaited = ({ startMs, endMs, clients: more }) => {
        firstMs ||= startMs;
        reached += more;
        if (reached < clients) return;
        probe.awaited = null;
        const holdMs = endMs - probe.submittedAtMs;
        const postMs = probe.postedAtMs - probe.submittedAtMs;
        const waitMs = firstMs - probe.postedAtMs;
        const deliverMs = endMs - firstMs;
        const painted = () => resolve({ holdMs, postMs, waitMs, deliverMs, frameMs: performance.now() - firstMs });
        // The page draws when it likes: the frame is the one in which the card tells of the row.
        const drawn = () => {
          const shows = toldByCard() !== toldBefore;
          const { port1, port2 } = new MessageChannel();
          port2.addEventListener('message', () => (shows ? painted() : requestAnimationFrame(drawn)));
          port2.start();
          post.call(port1, 'painted');
        };
        requestAnimationFrame(drawn);
      };
      document.querySelector('.query-form').requestSubmit();
    });

  /** Sessions that wrote a post of their own, and its id; made once. */
  let writers = null;
  probe.writers = (count) => (writers ??= makeWriters(count));
  const makeWriters = async (count) => {
    const sessions = [...probe.sessions.keys()].slice(0, count);
    return Promise.all(
      sessions.map(async (sessionId) => {
        const values = { title: 'Mine', content: 'x', published: true };
        const answer = JSON.parse(await probe.request(`/db/CreatePost?sessionId=${sessionId}`, values));
        return { sessionId, id: Object.values(answer)[0][0].id };
      }),
    );
  };

  const update = ({ sessionId, id }, number) =>
    probe.request(`/db/UpdatePost?sessionId=${sessionId}`, { id, title: `Title ${number}`, content: 'x' });

  /** Mutations a second with `window` of them under way, for `milliseconds`; and how many deliveries they made. */
  probe.sustain = async (writers, window, milliseconds) => {
    const startMs = performance.now();
    const before = probe.deliveries;
    let number = 0;
    const latencies = [];
    const work = async () => {
      while (performance.now() - startMs < milliseconds) {
        const sentMs = performance.now();
        await update(writers[number % writers.length], number++);
        latencies.push(performance.now() - sentMs);
      }
    };
    await Promise.all(Array.from({ length: window }, work));
    const rate = (latencies.length * 1000) / (performance.now() - startMs);
    return { rate, latencies, deliveries: probe.deliveries - before };
  };

  /** Asks for `rate` mutations a second, whatever comes back; tells how many were unanswered, ten times. */
  probe.offer = async (writers, rate, milliseconds) => {
    const startMs = performance.now();
    const waiting = [];
    let sent = 0;
    let done = 0;
    while (waiting.length < 10) {
      const elapsedMs = performance.now() - startMs;
      while (sent < (elapsedMs * rate) / 1000) {
        void update(writers[sent % writers.length], sent++).then(() => done++);
      }
      if (elapsedMs >= ((waiting.length + 1) * milliseconds) / 10) waiting.push(sent - done);
      await new Promise((resolve) => setTimeout(resolve, 4));
    }
    return { sent, done, waiting };
  };

  /** Adds published posts to what the server's journal remembers of the database; the next visit finds them. */
  probe.fillJournal = async (posts) => {
    const database = await asked(indexedDB.open('pyre-server-journals'));
    const heads = database.transaction('heads').objectStore('heads');
    const [[key], [head]] = await Promise.all([asked(heads.getAllKeys()), asked(heads.getAll())]);
    const table = (name) => head.snapshot.tables.find((dump) => dump.name === name);
    const [dump, clock] = [table('posts'), table('_pyre_clock')];
    const at = (column) => dump.columns.indexOf(column);
    const stampAt = clock.columns.indexOf('stamp');
    const rows = JSON.parse(dump.rows);
    const [time] = JSON.parse(clock.rows);
    const model = rows.find((row) => row[at('published')] === 1);
    for (let number = 1; number <= posts; number++) {
      const row = [...model];
      row[at('id')] = 1000 + number;
      row[at('title')] = `Post ${number}`;
      row[at('_pyre_stamp')] = time[stampAt] + number;
      rows.push(row);
    }
    time[stampAt] += posts;
    dump.rows = JSON.stringify(rows);
    clock.rows = JSON.stringify([time]);
    await asked(database.transaction('heads', 'readwrite').objectStore('heads').put(head, key));
    database.close();
  };
})();
