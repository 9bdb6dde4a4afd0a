import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { secretNameOf } from '../../lambda/credentials/tokens.ts';
import { TRIGGER } from '../../lambda/shared/contract.ts';
import type { PassReply } from '../../lambda/sync/sync-pass.ts';
import { invokePass } from './invoke.ts';
import type { AccountSeed } from './sandbox/account.ts';
import { createSandbox, type Sandbox } from './sandbox/sandbox.ts';
import { exampleAccount } from './sandbox/seeds.ts';
import { type Services, withServices } from './services.ts';

/** How often the progress is told. */
const PROGRESS_MS = 250;

/** A quiet night's requests of one account. */
const REQUESTS_PER_ACCOUNT = 2;

/** What came of a whole pass: the totals of all invocations it took, and how fast it was. */
export interface FleetResult {
  accounts: number;
  checked: number;
  changed: number;
  unchanged: number;
  failed: number;
  deferred: number;
  requests: number;
  seconds: number;
  requestsPerSecond: number;
  /** When the daily quota begins anew (ISO 8601), if it is spent. */
  resetsAt?: string;
}

/** Of the sandbox's accounts, `fleet-0001` and so on. */
export function toFleetAlias(number: number): string {
  return `fleet-${String(number).padStart(4, '0')}`;
}

/**
 * Checks so many accounts of the sandbox as the deployed stack would: the function as it is, again while accounts are
 * left for which it had no time. The history lies in `folder`; tokens are made anew each time and kept nowhere. Throws
 * what the function throws when no account could be checked, and what makes a run impossible, such as a folder in use.
 */
export async function runFleet(options: {
  count: number;
  folder: string;
  /** Is told several times a second how many accounts are done. */
  onProgress: (done: number, figures: { rate: string; left: string }) => void;
}): Promise<FleetResult> {
  const { count, folder, onProgress } = options;
  const accounts = Array.from({ length: count }, (_, index) => toSeed(index + 1));
  return await withServices({ folder, keepsSecrets: false }, async (services) => {
    const sandbox = await createSandbox({ accounts });
    try {
      await connect(services, sandbox);
      const startedMs = Date.now();
      const timer = setInterval(() => {
        tellProgress({ sandbox, count, startedMs, onProgress });
      }, PROGRESS_MS);
      const replies = await checkAll({ services, sandbox }).finally(() => clearInterval(timer));
      return sumUp(replies, count, (Date.now() - startedMs) / 1000);
    } finally {
      await sandbox.close();
    }
  });
}

function toSeed(number: number): AccountSeed {
  const alias = toFleetAlias(number);
  return exampleAccount({ encoded_account_id: alias, organization_name: `InstaPrinz ${number}` });
}

async function connect({ secrets }: Services, sandbox: Sandbox): Promise<void> {
  for (const account_id of sandbox.accounts.keys()) {
    const secret = { account_id, access_token: sandbox.issueToken(account_id) };
    const value = { Name: secretNameOf(account_id), SecretString: JSON.stringify(secret) };
    await secrets.send(new CreateSecretCommand(value));
  }
}

/** One process and so one pace: unlike the state machine it need not wait between two invocations. */
async function checkAll(parts: { services: Services; sandbox: Sandbox }): Promise<PassReply[]> {
  const { services, sandbox } = parts;
  const around = { services, vendor: { apiUrl: sandbox.apiUrl } };
  const event = { scheduledTime: new Date().toISOString(), trigger: TRIGGER.person };
  const replies: PassReply[] = [];
  for (let pending = 1; pending > 0; pending = replies.at(-1)?.pending ?? 0) {
    const invoked = await invokePass(around, event);
    if ('error' in invoked) throw invoked.error;
    replies.push(invoked.reply);
  }
  return replies;
}

function sumUp(replies: readonly PassReply[], accounts: number, seconds: number): FleetResult {
  const sum = (key: 'checked' | 'changed' | 'unchanged' | 'requests') =>
    replies.reduce((total, reply) => total + reply[key], 0);
  const { deferred = 0, resetsAt } = replies.at(-1) ?? {};
  return {
    accounts,
    checked: sum('checked'),
    changed: sum('changed'),
    unchanged: sum('unchanged'),
    // One that failed may have been tried again in the next invocation, so those of the replies do not add up.
    failed: accounts - sum('checked') - deferred,
    deferred,
    requests: sum('requests'),
    seconds: Math.round(seconds * 10) / 10,
    requestsPerSecond: Math.round((sum('requests') / seconds) * 100) / 100,
    ...(resetsAt !== undefined && { resetsAt }),
  };
}

/** By what the vendor has answered, as nobody else knows of the accounts one by one. */
function tellProgress(run: {
  sandbox: Sandbox;
  count: number;
  startedMs: number;
  onProgress: (done: number, figures: { rate: string; left: string }) => void;
}): void {
  const { sandbox, count, startedMs, onProgress } = run;
  const requests = sandbox.record.length;
  // Of the first second as a whole: it begins with a burst.
  const rate = requests / Math.max(1, (Date.now() - startedMs) / 1000);
  const leftSeconds = Math.max(0, REQUESTS_PER_ACCOUNT * count - requests) / rate;
  onProgress(Math.min(count, Math.floor(requests / REQUESTS_PER_ACCOUNT)), {
    rate: rate.toFixed(2),
    left: Number.isFinite(leftSeconds) ? toDuration(leftSeconds) : '?',
  });
}

/** `45 s`, `2 min 14 s`, `1 h 2 min`. */
export function toDuration(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return minutes > 0 ? `${minutes} min ${whole % 60} s` : `${whole} s`;
}
