import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { SYNC_SPACING_MS, UPDATE_SPACING_MS } from '../../lambda/shared/contract.ts';
import type { AccountReply } from '../../lambda/sync/run-sync.ts';
import type { PassReply } from '../../lambda/sync/sync-pass.ts';
import type { UpdateReply } from '../../lambda/update/reply.ts';
import { setFunctionEnvironment } from './function-environment.ts';
import type { Services } from './services.ts';
import type { Vendor } from './vendor.ts';

/** How the stack deploys the functions; Lambda gives none more than 15 minutes. */
const FUNCTIONS = {
  sync: { timeoutMs: 15 * 60_000, requestSpacingMs: SYNC_SPACING_MS },
  update: { timeoutMs: 2 * 60_000, requestSpacingMs: UPDATE_SPACING_MS },
} as const satisfies Record<string, { timeoutMs: number; requestSpacingMs: number }>;

/** Where a function runs: the services, and the address of who plays Constant Contact. */
export interface Surroundings {
  services: Services;
  vendor: Vendor;
}

/** As much of the surroundings as a function itself sees. */
type Place = Pick<Surroundings, 'services'> & { vendor: Pick<Vendor, 'apiUrl'> };

/** What a function returned, or what it threw. */
export type Invoked<Reply> = { reply: Reply } | { error: Error };

/** Checks one account, so that the reply is never that of a pass. */
export function invokeSync(
  around: Surroundings,
  event: { account: string; trigger: string },
): Promise<Invoked<AccountReply>> {
  const invoked = invoke(around, 'sync', () => import('../../lambda/sync/handler.ts'), event);
  return invoked as Promise<Invoked<AccountReply>>;
}

/** Checks all connected accounts, or goes on with those that are left of that time (ISO 8601). */
export function invokePass(
  around: Place,
  event: { scheduledTime: string; trigger: string },
): Promise<Invoked<PassReply>> {
  const invoked = invoke(around, 'sync', () => import('../../lambda/sync/handler.ts'), event);
  return invoked as Promise<Invoked<PassReply>>;
}

export function invokeUpdate(around: Surroundings, event: unknown): Promise<Invoked<UpdateReply>> {
  return invoke(around, 'update', () => import('../../lambda/update/handler.ts'), event);
}

/** Loads the function, as it is, and calls it as Lambda does. */
async function invoke<Reply>(
  { services, vendor: { apiUrl } }: Place,
  name: keyof typeof FUNCTIONS,
  load: () => Promise<{ handler(event: unknown, context: Context): Promise<Reply> }>,
  event: unknown,
): Promise<Invoked<Reply>> {
  const { timeoutMs, requestSpacingMs } = FUNCTIONS[name];
  setFunctionEnvironment(services, { apiUrl, requestSpacingMs });
  const endsAtMs = Date.now() + timeoutMs;
  const context = {
    awsRequestId: randomUUID(),
    getRemainingTimeInMillis: () => endsAtMs - Date.now(),
  } as Context;
  try {
    const { handler } = await load();
    return { reply: await handler(event, context) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
