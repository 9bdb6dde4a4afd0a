import { defineConfig } from 'vitest/config';

/** Stryker joins the names of a test and its suites with a blank, Vitest with ` > `; unmatched, every mutant survives. */
function matchBothSpellings(pattern: RegExp | undefined): RegExp | undefined {
  return pattern && new RegExp(pattern.source.replaceAll(' ', '(?: > | )'));
}

export default defineConfig({
  plugins: [
    {
      name: 'stryker-test-names',
      configureVitest({ project }) {
        let pattern = project.config.testNamePattern;
        Object.defineProperty(project.config, 'testNamePattern', {
          get: () => pattern,
          set: (next: RegExp | undefined) => {
            pattern = matchBothSpellings(next);
          },
        });
      },
    },
  ],
  test: {
    include: (process.env['MUTATION_TESTS'] ?? 'test/unit/**')
      .split(' ')
      .map((path) => `${path}.test.ts`),
    testTimeout: 30_000,
  },
});
