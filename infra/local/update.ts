import type { AccountReply } from '../../lambda/sync/run-sync.ts';
import type { UpdateReply } from '../../lambda/update/reply.ts';
import { type Invoked, invokeSync, invokeUpdate, type Surroundings } from './invoke.ts';
import { toSyncEvents } from './sync-after-update.ts';
import { ALIASES, type Alias, TOKEN_VARIABLE, type Vendor } from './vendor.ts';
import { type RunOptions, withVendor } from './with-vendor.ts';

/** One update, and the checks that it started, each as it ended. */
export interface LocalUpdate {
  update: Invoked<UpdateReply>;
  checks: Invoked<AccountReply>[];
  /** Why the update or a check failed, as one sentence. */
  explain: Vendor['explain'];
}

/** The request names the account of the other kind of run. */
export class OtherAccountError extends Error {
  override readonly name = 'OtherAccountError';

  constructor(alias: Alias) {
    super(`The request was not sent: ${WAY_TO[alias]}`);
  }
}

const WAY_TO = {
  main: `"main" is the sandbox's account; leave "account" out, or unset ${TOKEN_VARIABLE}.`,
  real: `"real" is an account of your own; set ${TOKEN_VARIABLE}, or leave "account" out.`,
} as const satisfies Record<Alias, string>;

/**
 * Runs the update function once, as it is, against the embedded services on `folder`, and then sync as often as the
 * event rule would. What the functions throw is a result; thrown is what made a run impossible.
 */
export async function runUpdate(options: RunOptions & { request: unknown }): Promise<LocalUpdate> {
  const { accessToken, onStep } = options;
  const present = accessToken === undefined ? ALIASES.sandbox : ALIASES.real;
  const event = addAccount(options.request, present);
  return await withVendor(options, async (around) => {
    const { vendor } = around;
    onStep(`Asking ${vendor.label}`);
    const update = await invokeUpdate(around, event);
    await vendor.keep();
    const checks = await syncAfterUpdate(around, onStep);
    return { update, checks, explain: vendor.explain };
  });
}

/** The account of this run where the request names none. What is no request stays as it is: the function refuses it. */
function addAccount(request: unknown, present: Alias): unknown {
  if (typeof request !== 'object' || request === null || Array.isArray(request)) return request;
  const event: { account: unknown } = { account: present, ...request };
  const other = Object.values(ALIASES).find((alias) => alias !== present);
  if (other !== undefined && event.account === other) throw new OtherAccountError(other);
  return event;
}

/** One after another, as the reserved concurrency has it. */
async function syncAfterUpdate(
  around: Surroundings,
  onStep: RunOptions['onStep'],
): Promise<Invoked<AccountReply>[]> {
  const checks: Invoked<AccountReply>[] = [];
  for (const event of toSyncEvents(around.services.events)) {
    onStep('Checking the account');
    checks.push(await invokeSync(around, event));
  }
  return checks;
}
