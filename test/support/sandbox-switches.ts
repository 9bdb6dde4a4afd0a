import { describe, expect, it } from 'vitest';
import type { SandboxOptions } from '../../infra/local/sandbox/sandbox.ts';
import { exampleAccount } from '../../infra/local/sandbox/seeds.ts';
import { createSwitches, type SWITCH_VALUES } from '../../infra/local/sandbox/switches.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';
import { type Called, type StartedSandbox, startSandbox } from './sandbox.ts';

export type SwitchName = keyof typeof SWITCH_VALUES;

/** Switches that change what reads answer. */
export type ReadSwitch =
  | 'missingAddressGet'
  | 'missingAddressExtraField'
  | 'unknownExtraField'
  | 'unsetFields'
  | 'summaryCountryCase'
  | 'addressCountryCase'
  | 'twoFilters'
  | 'filterWithoutMatch'
  | 'senderOrder'
  | 'roleOrder'
  | 'privilegeOrder'
  | 'pendingRoles'
  | 'confirmTimeOffset'
  | 'trailingSlash';

/** Switches that change who may do what, and how a refusal looks. */
export type AccessSwitch =
  | 'missingScopeBody'
  | 'missingRoleBody'
  | 'deactivatedBody'
  | 'unsupportedMediaBody'
  | 'managerHoldsUpdate'
  | 'applicationDeactivated'
  | 'throttledCounts'
  | 'tokenLifetimeSeconds';

/** Switches of the token endpoint. */
export type TokenSwitch =
  | 'basicCredentials'
  | 'refreshTokens'
  | 'refreshReply'
  | 'refreshReuse'
  | 'refreshGraceSeconds'
  | 'refreshGraceReply'
  | 'idToken'
  | 'tokenErrorBody';

/** All others change what writes do. */
export type WriteSwitch = Exclude<SwitchName, ReadSwitch | AccessSwitch | TokenSwitch>;

export interface Asked extends StartedSandbox {
  clock: FakeClock;
}

/** For each switch how to ask, and what is seen at each position; to forget a position is a type error. */
export type SwitchTable<Name extends SwitchName> = {
  [Each in Name]: {
    options?: SandboxOptions;
    ask: (asked: Asked) => Promise<unknown>;
    seen: Record<`${(typeof SWITCH_VALUES)[Each][number]}`, unknown>;
  };
};

/** Defines one test for each position of each switch in a table. */
export function proveSwitches<Name extends SwitchName>(table: SwitchTable<Name>): void {
  for (const name of Object.keys(table) as Name[]) {
    const { options = {}, ask, seen } = table[name];
    describe(name, () => {
      it.each(Object.entries(seen))('is seen when it is set to %s', async (text, expected) => {
        const clock = createFakeClock();
        const started = await startSandbox({ clock, ...options });
        const { [name]: initial } = createSwitches();
        const position = typeof initial === 'boolean' ? text === 'true' : text;
        Object.assign(started.sandbox.switches, {
          [name]: typeof initial === 'number' ? Number(text) : position,
        });

        const observed = await ask({ ...started, clock });

        expect(observed).toEqual(expected);
      });
    });
  }
}

export const ADDRESS_PATH = '/account/summary/physical_address';

/** The documented example account without its physical address. */
export function withoutAddress() {
  const { physicalAddress: _, ...seed } = exampleAccount();
  return seed;
}

/** An address outside US and CA with nothing but what every page asks for. */
export const FRANCE = { address_line1: '1 rue Haute', city: 'Paris', country_code: 'FR' };

export const statusOf = (reply: Called): number => reply.status;

export const fieldOf =
  (name: string) =>
  ({ body }: Called): unknown =>
    Object(body)[name];

/** One field of every element of an array. */
export const fieldsOf =
  (name: string) =>
  ({ body }: Called): unknown[] =>
    (body as Record<string, unknown>[]).map((element) => element[name]);

export const put =
  (path: string, body?: unknown) =>
  ({ call }: Asked): Promise<number> =>
    call(`PUT ${path}`, { body }).then(statusOf);

/** Which of the known error shapes a reply has. */
export function shapeOf({ text, body }: Called): string {
  if (text === '') return 'empty';
  if (Array.isArray(body)) return 'array';
  return Object(body).error_key === undefined ? 'message' : 'object';
}

/** Numbers that only fall, so that shuffling turns an order around. */
export function createFalling(): () => number {
  let next = 1;
  return () => {
    next *= 0.999;
    return next;
  };
}
