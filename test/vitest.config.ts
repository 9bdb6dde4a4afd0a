import { defineConfig } from 'vitest/config';

/** One project a folder of proof; only the end-to-end tests run whole commands and need minutes. */
export default defineConfig({
  test: {
    // Vitest leaves one core free; of two that would be half.
    maxWorkers: '100%',
    projects: [
      { test: { name: 'unit', include: ['test/unit/**/*.test.ts'] } },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          testTimeout: 30_000,
        },
      },
      { test: { name: 'e2e', include: ['test/e2e/**/*.test.ts'], testTimeout: 120_000 } },
    ],
  },
});
