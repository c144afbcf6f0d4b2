import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // Two cores and one PostgreSQL: more workers only wait for each other.
    maxWorkers: 2,
    globalSetup: ['test/postgres.ts'],
    projects: [
      {
        test: {
          name: 'stories',
          pool: 'forks',
          include: ['src/**/*.test.{ts,tsx}', 'test/**/*.test.ts', 'docs/recipes/*.test.ts'],
          exclude: ['test/journeys/**'],
          testTimeout: 60_000,
          // On two busy cores a server or a clock may be late once; what fails twice is wrong. The report names what was tried again.
          retry: 1,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'journeys',
          pool: 'forks',
          include: ['test/journeys/**/*.test.ts'],
          globalSetup: ['test/journeys/web.ts'],
          testTimeout: 120_000,
          retry: 2,
          hookTimeout: 120_000,
        },
      },
    ],
  },
})
