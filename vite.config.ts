// How the page is built: one static folder that runs from any path, with the server in a worker of its own.
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

import { lessons } from './src/ui/lessons/vite-plugin.ts';
/** Differs from build to build, so that an old page's worker never serves a new page. */
const build = process.env['PYRE_BUILD'] ?? new Date().toISOString();

/** How long each plugin took is no news to a person who starts the page. */
const checks = { pluginTimings: false };

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
});
