import { randomUUID } from 'node:crypto';
import type { Context, SecretsManagerRotationEvent } from 'aws-lambda';
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
  rotateToken: { timeoutMs: 2 * 60_000, requestSpacingMs: undefined },
} as const satisfies Record<string, { timeoutMs: number; requestSpacingMs: number | undefined }>;

/** Where a function runs: the services, and the addresses of who plays Constant Contact. */
export interface Places {
  services: Services;
  vendor: Pick<Vendor, 'apiUrl' | 'authUrl'>;
}

/** The same with all that a run has of its vendor. */
export interface Surroundings extends Places {
  vendor: Vendor;
}

/** What a function returned, or what it threw. */
export type Invoked<Reply> = { reply: Reply } | { error: Error };

/** Checks one account, so that the reply is never that of a pass. */
export function invokeSync(
  around: Places,
  event: { account: string; trigger: string },
): Promise<Invoked<AccountReply>> {
  const invoked = invoke(around, 'sync', () => import('../../lambda/sync/handler.ts'), event);
  return invoked as Promise<Invoked<AccountReply>>;
}

/** Checks all connected accounts, or goes on with those that are left of that time (ISO 8601). */
export function invokePass(
  around: Places,
  event: { scheduledTime: string; trigger: string },
): Promise<Invoked<PassReply>> {
  const invoked = invoke(around, 'sync', () => import('../../lambda/sync/handler.ts'), event);
  return invoked as Promise<Invoked<PassReply>>;
}

export function invokeUpdate(around: Places, event: unknown): Promise<Invoked<UpdateReply>> {
  return invoke(around, 'update', () => import('../../lambda/update/handler.ts'), event);
}

/** One step of a rotation; rejects with what the function threw, as Secrets Manager learns of it. */
export async function invokeRotation(
  around: Places,
  event: SecretsManagerRotationEvent,
): Promise<void> {
  const load = () => import('../../lambda/rotate-token/handler.ts');
  const invoked = await invoke(around, 'rotateToken', load, event);
  if ('error' in invoked) throw invoked.error;
}

/** Loads the function, as it is, and calls it as Lambda does. */
async function invoke<Reply>(
  { services, vendor: { apiUrl, authUrl } }: Places,
  name: keyof typeof FUNCTIONS,
  load: () => Promise<{ handler(event: unknown, context: Context): Promise<Reply> }>,
  event: unknown,
): Promise<Invoked<Reply>> {
  const { timeoutMs, requestSpacingMs } = FUNCTIONS[name];
  setFunctionEnvironment(services, { apiUrl, authUrl, requestSpacingMs });
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
