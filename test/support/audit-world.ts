import { audit } from '../../lambda/audit/audit.ts';
import type { Dependencies } from '../../lambda/audit/dependencies.ts';
import type { AuditedAccount, AuditReply } from '../../lambda/audit/reply.ts';
import { createSyncWorld, type SyncWorld } from './sync-world.ts';

export type Answer = Extract<AuditReply, { ok: true }>;

/** A world in which what sync has written can be audited. */
export interface AuditWorld extends SyncWorld {
  auditDeps: Dependencies;
  ask(request?: object): Promise<AuditReply>;
  /** Throws when audit refuses. */
  askWell(request?: object): Promise<Answer>;
  /** What is said of an account in depth, `main` unless another is named. */
  inDepth(request?: object): Promise<AuditedAccount>;
}

export async function createAuditWorld(
  options?: Parameters<typeof createSyncWorld>[0],
): Promise<AuditWorld> {
  const world = await createSyncWorld(options);
  const { table, clock } = world.deps;
  const auditDeps = { table, clock, limits: { staleAfterHours: 26, pendingTooLongDays: 7 } };
  const ask = (request: object = {}) => audit(auditDeps, { schemaVersion: 1, ...request });
  async function askWell(request: object = {}): Promise<Answer> {
    const reply = await ask(request);
    if (!reply.ok) throw new Error(reply.error.message);
    return reply;
  }
  const inDepth = async (request: object = {}) =>
    (await askWell({ account: 'main', ...request })).accounts[0] as AuditedAccount;
  return { ...world, auditDeps, ask, askWell, inDepth };
}
