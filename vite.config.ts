// How the page is built: one static folder that runs from any path, with the server in a worker of its own, and offline after the first visit.
import { defineConfig } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import solid from 'vite-plugin-solid';
import { lessons } from './src/ui/lessons/vite-plugin.ts';

/** Differs from build to build, so that an old page's worker never serves a new page. */
const build = process.env['PYRE_BUILD'] ?? new Date().toISOString();

/** How long each plugin took is no news to a person who starts the page. */
const checks = { pluginTimings: false };

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
    // Also the page that was there before: its later parts come from here too.
    clientsClaim: true,
  },
});

export default defineConfig({
  base: './',
  define: { BUILD: JSON.stringify(build) },
  plugins: [solid(), lessons(), offline],
  publicDir: 'src/ui/icons',
  worker: { format: 'es', rolldownOptions: { checks } },
  // Found late, inside the worker, these would reload the page at their first use.
  optimizeDeps: { include: ['sql.js', 'comlink'] },
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,
    rolldownOptions: { checks },
  },
  // As hosts of static pages do: a frame that is nobody's origin may read the files.
  preview: { cors: true },
});
