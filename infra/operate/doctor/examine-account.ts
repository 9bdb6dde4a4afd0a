import type { DescribeSecretResponse } from '@aws-sdk/client-secrets-manager';
import type { createConstantContact } from '../../../lambda/constant-contact/client.ts';
import { openSecretVersions, STAGE } from '../../../lambda/credentials/secret-versions.ts';
import { openTokens, secretNameOf } from '../../../lambda/credentials/tokens.ts';
import { type JournalEntry, readJournal } from '../../../lambda/rotate-token/journal.ts';
import type { Clock } from '../../../lambda/shared/clock.ts';
import { readNewestHeader } from '../../../lambda/store/headers.ts';
import { describeSecret, findSecret } from '../find-secret.ts';
import type { Source } from '../source.ts';
import { checkAccess } from './check-access.ts';
import { checkSecret, type SeenRotation } from './check-secret.ts';
import type { AccountFinding, Finding } from './finding.ts';
import { lookAtAccess } from './look-at-vendor.ts';

export interface AccountDependencies {
  source: Pick<Source, 'secrets' | 'table' | 'isLocal'>;
  constantContact: ReturnType<typeof createConstantContact>;
  clock: Clock;
  /** False where nobody plays the vendor of this account now. */
  hasVendor(account: string): boolean;
}

/** Walks from the secret of an account to what its token opens. */
export async function examineAccount(
  deps: AccountDependencies,
  account: string,
): Promise<Finding[]> {
  const { source, clock } = deps;
  const description = await describeSecret(source.secrets, account);
  const secret = await findSecret(source.secrets, account, description);
  const rotation = source.isLocal ? 'notHere' : toRotation(description);
  const refresh =
    secret.state === 'token' ? await readRefresh(source, account, secret.versionId) : undefined;
  const found = checkSecret(account, secret, { rotation, refresh, nowMs: clock.now() });
  const access =
    secret.state === 'token' ? await examineAccess(deps, account, secret.token.accountId) : [];
  return [...found, ...access].map((finding) => ({ account, ...finding }));
}

async function examineAccess(
  { source, constantContact, clock, hasVendor }: AccountDependencies,
  account: string,
  stored: string | undefined,
): Promise<AccountFinding[]> {
  if (!hasVendor(account)) {
    const message = 'The sandbox runs only during npm start, so nobody can be asked.';
    return [{ check: 'privileges', level: 'unknown', message }];
  }
  const token = openTokens({ secrets: source.secrets, clock }).forAccount(account);
  const seen = await lookAtAccess(constantContact.forAccount(token));
  const header = await readNewestHeader(source.table, account);
  return checkAccess(seen, { stored, recorded: header?.accountId });
}

function readRefresh(
  { secrets }: AccountDependencies['source'],
  account: string,
  versionId: string,
): Promise<JournalEntry | undefined> {
  return readJournal(openSecretVersions(secrets, secretNameOf(account)), versionId);
}

function toRotation(description: DescribeSecretResponse | undefined): SeenRotation {
  const { RotationEnabled, LastRotatedDate, NextRotationDate, VersionIdsToStages } =
    description ?? {};
  return {
    isOn: RotationEnabled === true,
    isUnfinished: Object.values(VersionIdsToStages ?? {}).some(
      (stages) => stages.includes(STAGE.pending) && !stages.includes(STAGE.current),
    ),
    lastAt: LastRotatedDate?.toISOString(),
    nextAt: NextRotationDate?.toISOString(),
  };
}
