import { join } from 'node:path';
import * as z from 'zod/mini';
import { readPrivateFile, writeFileAtomically } from './private-file.ts';
import type { SandboxAccount } from './sandbox/account.ts';

/** Lies in the folder of a run. */
export const ACCOUNT_FILE = 'sandbox.json';

const texts = z.record(z.string(), z.string());

const senderSchema = z.object({
  email_id: z.int().check(z.positive()),
  email_address: z.string(),
  confirm_status: z.string(),
  confirm_source: z.exactOptional(z.string()),
  confirm_source_type: z.exactOptional(z.string()),
  confirm_time: z.exactOptional(z.string()),
  pending_roles: z.exactOptional(z.array(z.string())),
  roles: z.array(z.string()),
});

/** All that is kept, as it lies in the file. */
const fileSchema = z.object({
  formatVersion: z.literal(1),
  account: z.object({
    summary: z.catchall(z.object({ encoded_account_id: z.string() }), z.string()),
    physicalAddress: z.exactOptional(texts),
    companyLogo: z.exactOptional(texts),
    senders: z.array(senderSchema),
    lastEmailId: z.int().check(z.nonnegative()),
  }),
});

/** The sandbox's account between runs: an update of one run must still be there in the next. */
export interface AccountFile {
  /** What the file held when it was opened; undefined for a first run. */
  account: SandboxAccount | undefined;
  /** Writes the account if it has changed since it was read or last kept. */
  keep(account: SandboxAccount): Promise<void>;
}

/**
 * Opens the account in a folder, for its owner's eyes alone. Throws DamagedDataError when it is not what was written,
 * FolderUnusableError when it cannot be read.
 */
export async function openAccountFile(folder: string): Promise<AccountFile> {
  const account = await readPrivateFile({ folder, name: ACCOUNT_FILE, parse: parseAccount });
  let kept = account && toText(account);
  return {
    account,
    keep: async (present) => {
      const wanted = toText(present);
      if (wanted === kept) return;
      await writeFileAtomically(join(folder, ACCOUNT_FILE), wanted);
      kept = wanted;
    },
  };
}

function toText(account: SandboxAccount): string {
  return `${JSON.stringify({ formatVersion: 1, account }, null, 2)}\n`;
}

function parseAccount(json: unknown): SandboxAccount {
  const { account } = fileSchema.parse(json);
  return { physicalAddress: undefined, companyLogo: undefined, ...account };
}
