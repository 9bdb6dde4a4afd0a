import { randomUUID } from 'node:crypto';
import type { StoredUpdate } from '../../lambda/store/items.ts';
import type { Dependencies } from '../../lambda/update/dependencies.ts';
import type { UpdateReply } from '../../lambda/update/reply.ts';
import { updateAccount } from '../../lambda/update/update-account.ts';
import { createDependencies, createSyncWorld, type SyncWorld } from './sync-world.ts';

/** A world whose account can be changed through update, with everything that an update leaves behind. */
export interface UpdateWorld extends SyncWorld {
  updateDeps: Dependencies;
  /** Sends a request of schema version 1 in an invocation of its own. */
  update(
    request: object,
    options?: { deps?: Dependencies; requestId?: string },
  ): Promise<UpdateReply>;
  updates(alias?: string): Promise<StoredUpdate[]>;
  /** Whether another update would have to wait now. */
  isLeased(): Promise<boolean>;
  /** PUTs and POSTs that the sandbox received, and those that acted. */
  writes(): { sent: number; acted: number };
}

/** Starts a world with one connected account, `main`; its limits are off, for updates at once are paced each alone. */
export async function createUpdateWorld(
  options: Parameters<typeof createSyncWorld>[0] = {},
): Promise<UpdateWorld> {
  const world = await createSyncWorld({ limits: { perSecond: 'off' }, ...options });
  const updateDeps = createUpdateDependencies(world);
  return {
    ...world,
    updateDeps,
    update: (request, { deps = updateDeps, requestId = randomUUID() } = {}) => {
      const endsAtMs = world.clock.now() + 120_000;
      return updateAccount(deps, { schemaVersion: 1, ...request }, { requestId, endsAtMs });
    },
    updates: async (alias = 'main') => {
      const own = (await world.items()).filter(({ pk }) => pk === `ACCOUNT#${alias}`);
      return own.filter(({ sk }) => String(sk).startsWith('UPDATE#')) as unknown as StoredUpdate[];
    },
    isLeased: async () => {
      const lease = (await world.items()).find(({ sk }) => sk === 'LEASE');
      return Number(lease?.['leaseUntil'] ?? 0) >= world.clock.now();
    },
    writes: () => {
      const sent = world.sandbox.record.filter(({ method }) => method !== 'GET');
      return { sent: sent.length, acted: sent.filter(({ acted }) => acted).length };
    },
  };
}

/** Dependencies of one more process of update, with a pace and a token cache of its own. */
export function createUpdateDependencies(world: SyncWorld): Dependencies {
  const {
    newRunId: newOwnerId,
    pendingTooLongDays: _,
    ...shared
  } = createDependencies({ ...world, spacingMs: 1_000 });
  return { ...shared, random: Math.random, newOwnerId };
}
