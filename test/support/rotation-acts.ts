import { randomUUID } from 'node:crypto';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { expect } from 'vitest';
import { type Interceptor, interceptMethods } from './intercept.ts';
import type { RotationWorld } from './rotation-world.ts';

export const TOKEN_ENDPOINT = { method: 'POST', path: '/oauth2/default/v1/token' } as const;

export const LOST = { type: 'dropAfter' } as const;
export const NEVER_CAME = { type: 'dropBefore' } as const;

export function spoil(world: RotationWorld, times: number, fault: object): void {
  world.sandbox.play([{ on: TOKEN_ENDPOINT, times, fault }] as never);
}

/** The step that does everything, with a rotation token of its own. */
export function renew(world: RotationWorld, token: string = randomUUID()): Promise<void> {
  return world.step('createSecret', token);
}

/** How many milliseconds after the first each send was made. */
export function sentAfter({ sent }: RotationWorld): number[] {
  return sent.map(({ atMs }) => atMs - (sent[0]?.atMs ?? 0));
}

export async function isStoredTokenGood(world: RotationWorld): Promise<boolean> {
  return world.sandbox.acceptsRefreshToken((await world.stored()).refresh_token);
}

export const named = (name: string) => expect.objectContaining({ name });

export function intercepted(world: RotationWorld, intercept: Interceptor) {
  return world.depsWith(interceptMethods<SecretsManagerClient>(world.secrets, ['send'], intercept));
}

export const isStore = ({ input }: { input: Record<string, unknown> }) =>
  [input['VersionStages']].flat().includes('AWSCURRENT');

/** An entry in the journal. */
export const isClaim = ({ input }: { input: Record<string, unknown> }) =>
  [input['VersionStages']].flat().includes('REFRESH_SENT');

/** An invocation that is killed when it is about to store what it got. */
export async function dieWithNewTokens(world: RotationWorld, token: string): Promise<void> {
  const killed = () => Promise.reject(new Error('killed'));
  const deps = intercepted(world, (call, what) => (isStore(what) ? killed() : call()));
  const dying = { ...deps, clock: { ...world.clock, sleep: killed } };
  await expect(world.step('createSecret', token, dying)).rejects.toThrow('killed');
}
