import { secretNameOf } from '../../lambda/credentials/tokens.ts';
import { claimFolder } from './claim-folder.ts';
import { invokeRotation, type Surroundings } from './invoke.ts';
import type { Rotate } from './secrets-manager/rotations.ts';
import { storeSecret, withServices } from './services.ts';
import { openSandbox, useRealService } from './vendor.ts';

export interface RunOptions {
  folder: string;
  /** Of a real account; without it the sandbox is asked. */
  accessToken: string | undefined;
  /** Is told what goes on. */
  onStep: (what: string) => void;
}

/**
 * Takes `folder`, starts the embedded services on it and the vendor, stores the account's token, does `work` and stops them
 * again. Throws what makes a run impossible, such as a folder in use.
 */
export async function withVendor<T>(
  { folder, accessToken, onStep }: RunOptions,
  work: (around: Surroundings) => Promise<T>,
): Promise<T> {
  onStep('Opening the local database');
  await claimFolder(folder);
  const opened = Promise.withResolvers<Surroundings>();
  const rotate: Rotate = async (event) => invokeRotation(await opened.promise, event);
  return await withServices({ folder, rotate }, async (services) => {
    const vendor =
      accessToken === undefined ? await openSandbox(folder) : useRealService(accessToken);
    try {
      const name = secretNameOf(vendor.account);
      await storeSecret(services.secrets, name, JSON.stringify(vendor.secret));
      opened.resolve({ services, vendor });
      return await work({ services, vendor });
    } finally {
      await vendor.close();
    }
  });
}
