// How the page is built: one static folder that runs from any path, with the server in a worker of its own.
import { defineConfig } from 'vite';
import solid from 'vite-plugin-solid';

export default defineConfig({
  base: './',
  plugins: [solid()],
  worker: { format: 'es' },
  // Found late, inside the worker, these would reload the page at their first use.
  optimizeDeps: { include: ['sql.js', 'comlink'] },
  build: { target: 'es2022', assetsInlineLimit: 0 },
});
