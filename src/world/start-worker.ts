// Starts a worker's script for this page alone, also in a frame that is nobody's origin.

/** `script`: its address, as the bundler tells it. To a sandboxed frame every script is foreign: it may import one, but not start it. */
export function startWorker(script: string, name: string): Worker {
  if (self.origin !== 'null') return new Worker(script, { type: 'module', name });
  const source = importing(new URL(script, document.baseURI).href);
  return new Worker(URL.createObjectURL(new Blob([source], { type: 'text/javascript' })), { name });
}

/** A script that hands on what came before the imported one could listen. */
function importing(url: string): string {
  return `
    const early = [];
    const keep = (event) => early.push(event);
    addEventListener('message', keep);
    import(${JSON.stringify(url)}).then(() => {
      removeEventListener('message', keep);
      for (const { data, ports } of early) dispatchEvent(new MessageEvent('message', { data, ports: [...ports] }));
    }, reportError);
  `;
}
