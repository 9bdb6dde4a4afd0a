/** What a folder of `lambda/` has to stand up to. */
interface Proof {
  /** The folder's own tests, fast ones only: every mutant runs those that reach it. */
  tests: readonly string[];
  /**
   * Whether mutants of what a module does once, when it is loaded, are tried too. Each runs all of these tests, so only
   * where they are of the unit.
   */
  isStaticTried: boolean;
}

/** Whole stories, the stack and the bundles would find more, but take days. */
export const FOLDERS = {
  account: {
    tests: ['test/unit/account/**', 'test/unit/local/describe-change'],
    isStaticTried: true,
  },
  shared: { tests: ['test/unit/shared/**'], isStaticTried: true },
  credentials: { tests: ['test/unit/credentials/**'], isStaticTried: true },
  'constant-contact': {
    tests: [
      'test/unit/constant-contact/**',
      'test/integration/constant-contact-operations',
      'test/integration/constant-contact-replies',
      'test/integration/constant-contact-retry',
      'test/integration/constant-contact-send',
      'test/integration/constant-contact-token',
      'test/integration/oauth',
    ],
    isStaticTried: false,
  },
  store: { tests: ['test/unit/store/**', 'test/integration/store*'], isStaticTried: true },
  audit: {
    tests: [
      'test/unit/audit/**',
      'test/integration/audit',
      'test/integration/audit-pages',
      'test/integration/audit-twins',
    ],
    isStaticTried: true,
  },
  update: { tests: ['test/unit/update/**', 'test/integration/update-*'], isStaticTried: false },
  sync: {
    tests: [
      'test/unit/sync/**',
      'test/integration/pass-metrics',
      'test/integration/sync-connected',
      'test/integration/sync-night',
      'test/integration/sync-overlap',
      'test/integration/sync-pass',
      'test/integration/sync-pass-tells',
      'test/integration/sync-removal',
      'test/integration/sync-settle',
      'test/integration/update-origin',
    ],
    isStaticTried: false,
  },
  'rotate-token': {
    tests: [
      'test/unit/rotate-token/**',
      'test/integration/rotate-token',
      'test/integration/rotate-token-doubt',
      'test/integration/rotate-token-storing',
    ],
    isStaticTried: false,
  },
} as const satisfies Record<string, Proof>;

/** Names alone, and wiring that the tests of the bundles run: nothing that a fast test could judge. */
export const LEFT_OUT = ['lambda/shared/contract.ts', 'lambda/*/handler.ts'] as const;

export type Folder = keyof typeof FOLDERS;

export function isFolder(name: string | undefined): name is Folder {
  return name !== undefined && Object.hasOwn(FOLDERS, name);
}
