// What the build tells the code.
/// <reference types="vite-plugin-pwa/vanillajs" />

/** Name of this build: pages of two builds never share a worker. */
declare const BUILD: string;
