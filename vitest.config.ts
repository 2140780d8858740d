// How the tests in Node run: one project for plain rooms, one for what needs a document.
import solid from 'vite-plugin-solid';
import { defineConfig } from 'vitest/config';
import { lessons } from './src/ui/lessons/vite-plugin.ts';

export default defineConfig({
  test: {
    globalSetup: ['tests/global-setup.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'node',
          environment: 'node',
          include: ['tests/**/*.test.ts'],
          exclude: ['tests/ui/**', 'tests/browser/**'],
          testTimeout: 300_000,
        },
      },
      {
        extends: true,
        plugins: [solid(), lessons()],
        test: {
          name: 'ui',
          environment: 'happy-dom',
          setupFiles: ['tests/ui/patience.ts'],
          include: ['tests/ui/**/*.test.{ts,tsx}'],
          testTimeout: 300_000,
        },
      },
    ],
  },
});
