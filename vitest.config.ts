import { defineConfig } from 'vitest/config'

/** How long until what does not come counts as missed: a slow machine is no failure. */
const expect = { poll: { timeout: 60_000, interval: 50 } }

/** Files take turns in a few processes that have loaded Sampan already: nothing of it keeps anything between them. */
const shared = { pool: 'forks', isolate: false } as const

export default defineConfig({
  test: {
    // For two cores: what one of them waits for, a page or a program that it kills, leaves room for a third.
    maxWorkers: 3,
    globalSetup: ['test/postgres.ts'],
    projects: [
      {
        test: {
          name: 'stories',
          ...shared,
          expect,
          include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts', 'docs/recipes/*.test.ts'],
          exclude: ['test/journeys/**'],
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: 'journeys',
          ...shared,
          expect,
          include: ['test/journeys/**/*.test.ts'],
          globalSetup: ['test/journeys/web.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
    ],
  },
})
