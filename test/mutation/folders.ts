/**
 * The tests that each folder of `lambda/` has to stand up to: those written for it that are fast, because every mutant
 * runs what reaches it. Whole stories, the stack and the bundles would find more, in days.
 */
export const FOLDERS = {
  account: ['test/unit/account/**'],
  shared: ['test/unit/shared/**'],
  credentials: ['test/unit/credentials/**'],
  'constant-contact': ['test/unit/constant-contact/**', 'test/integration/constant-contact-*'],
  store: ['test/unit/store/**', 'test/integration/store*'],
  audit: ['test/unit/audit/**', 'test/integration/audit*'],
  update: ['test/unit/update/**', 'test/integration/update-*'],
  sync: ['test/unit/sync/**', 'test/integration/sync-*', 'test/integration/pass-metrics*'],
  'rotate-token': ['test/unit/rotate-token/**', 'test/integration/rotate-token*'],
} as const satisfies Record<string, readonly string[]>;

/** Names alone, and wiring that the tests of the bundles run: nothing that a fast test could judge. */
export const LEFT_OUT = ['lambda/shared/contract.ts', 'lambda/*/handler.ts'] as const;

export type Folder = keyof typeof FOLDERS;

export function isFolder(name: string | undefined): name is Folder {
  return name !== undefined && Object.hasOwn(FOLDERS, name);
}
