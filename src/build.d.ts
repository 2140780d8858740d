// What the build tells the code.
/// <reference types="vite-plugin-pwa/vanillajs" />

/** Name of this build: pages of two builds never share a worker. */
declare const BUILD: string;

interface Window {
  /** The server's worker, started by the document's head; null when it was used or broke, absent where it was not started. */
  earlyServer?: SharedWorker | null;
}
