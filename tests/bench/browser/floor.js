// The yardstick's page: one text comes, every replica reads it and keeps the row.
const worker = new SharedWorker('floor-worker.js', { name: `floor ${performance.timeOrigin}` });
worker.port.start();
const told = () =>
  new Promise((resolve) => worker.port.addEventListener('message', ({ data }) => resolve(data), { once: true }));

/** Milliseconds from the page's first moment until the bare worker can answer. */
globalThis.started = (async () => {
  worker.port.postMessage('ready?');
  await told();
  return performance.now();
})();

const replicasOf = (count) => Array.from({ length: count }, () => new Map());

/** `each`: every replica parses the text, as replicas that know nothing of each other must; else it is parsed once. */
function keep(replicas, text, each) {
  const once = each ? null : JSON.parse(text);
  for (const replica of replicas) {
    const row = once ?? JSON.parse(text);
    replica.set(row.id, row);
  }
}

/** Milliseconds of one insert until all replicas hold it, `rounds` times. */
globalThis.spread = async function spread(count, each, rounds) {
  await globalThis.started;
  const replicas = replicasOf(count);
  const taken = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    worker.port.postMessage({ kind: 'insert', values: [`Title ${round}`, 'Some text'] });
    keep(replicas, await told(), each);
    taken.push(performance.now() - start);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return taken;
};

/** Updates a second, with `window` of them under way, for `milliseconds`. */
globalThis.sustain = async function sustain(count, window, milliseconds) {
  await globalThis.started;
  const replicas = replicasOf(count);
  for (let id = 1; id <= 100; id++) {
    worker.port.postMessage({ kind: 'insert', values: ['Title', 'Some text'] });
    await told();
  }
  let sent = 0;
  let done = 0;
  const send = () => worker.port.postMessage({ kind: 'update', values: [`Title ${sent}`, 'x', (sent++ % 100) + 1] });
  const start = performance.now();
  await new Promise((resolve) => {
    worker.port.addEventListener('message', function heard({ data }) {
      keep(replicas, data, true);
      done++;
      if (performance.now() - start < milliseconds) return send();
      worker.port.removeEventListener('message', heard);
      resolve();
    });
    for (let number = 0; number < window; number++) send();
  });
  return (done * 1000) / (performance.now() - start);
};
