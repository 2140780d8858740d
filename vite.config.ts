// How the page is built: one static folder that runs from any path, with the server in a worker of its own, and offline after the first visit.
import { defineConfig, type Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import solid from 'vite-plugin-solid';
import { workerName } from './src/protocol/worker-name.ts';
import { lessons } from './src/ui/lessons/vite-plugin.ts';
import { preparedProject } from './workers/prepared-plugin.ts';

/** Differs from build to build, so that an old page's worker never serves a new page. */
const build = process.env['PYRE_BUILD'] ?? new Date().toISOString();

/** How long each plugin took is no news to a person who starts the page. */
const checks = { pluginTimings: false };

/** All that the first picture needs is one file: it packs better than many, and is asked for once. */
const start = { name: 'start', tags: ['$initial' as const] };

/** Keeps the whole site for a device without a network. The page registers it when it has nothing better to do. */
const offline = VitePWA({
  registerType: 'prompt',
  injectRegister: false,
  manifest: {
    name: 'Pyre sync, in a tab',
    short_name: 'Pyre sync',
    description:
      'A whole sync system in one page: a server with its database, a network, and many clients of different users.',
    start_url: './',
    scope: './',
    display: 'standalone',
    background_color: '#121213',
    theme_color: '#121213',
    icons: [
      { src: 'icon.svg', sizes: 'any', type: 'image/svg+xml' },
      { src: 'icon-192.png', sizes: '192x192', type: 'image/png' },
      { src: 'icon-512.png', sizes: '512x512', type: 'image/png' },
      { src: 'icon-maskable-512.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },
    ],
  },
  workbox: {
    globPatterns: ['**/*.{html,js,css,wasm,svg,png}'],
    maximumFileSizeToCacheInBytes: 8 * 1024 * 1024,
    cleanupOutdatedCaches: true,
    // The page itself, whatever is asked of it, and nothing else: other sites may lie below this one.
    navigateFallback: null,
    ignoreURLParametersMatching: [/./],
    // Also the page that was there before: its later parts come from here too.
    clientsClaim: true,
  },
});

/**
 * Starts the server's worker before the page's own script is there: both load, and compile, side by side. Only where the page will
 * open its own world with it: a world that came by a link, and a frame in another page, have other servers. And looks into the
 * storage, which blocks at the first look: now there is nothing else to do.
 */
const earlyServer: Plugin = {
  name: 'early-server',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler(_html, { bundle = {} }) {
      const script = Object.keys(bundle).find((name) => /^assets\/server-[\w-]{8}\.js$/.test(name));
      if (script === undefined) throw new Error('the script of the worker is not among the built files');
      const worker = `new SharedWorker(${JSON.stringify(`./${script}`)}, { type: 'module', name: ${JSON.stringify(workerName(build))} })`;
      const children = `
        try {
          if (!/[?&](embed|server)=/.test(location.search) && !/^#w\\d/.test(location.hash)) {
            self.earlyServer = ${worker};
            self.earlyServer.onerror = () => (self.earlyServer = null);
          }
          localStorage.length;
        } catch {}
      `;
      return [{ tag: 'script', children, injectTo: 'head-prepend' }];
    },
  },
};

export default defineConfig({
  base: './',
  define: { BUILD: JSON.stringify(build) },
  plugins: [solid(), lessons(), preparedProject(), earlyServer, offline],
  publicDir: 'src/ui/icons',
  worker: { format: 'es', plugins: () => [preparedProject()], rolldownOptions: { checks } },
  // Found late, inside the worker, these would reload the page at their first use.
  optimizeDeps: { include: ['sql.js', 'comlink'] },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    // A browser that cannot load ahead loads when it comes to it.
    modulePreload: { polyfill: false },
    rolldownOptions: { checks, output: { codeSplitting: { groups: [start] } } },
  },
  // As hosts of static pages do: a frame that is nobody's origin may read the files.
  preview: { cors: true },
});
