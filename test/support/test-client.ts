import type { AccountClient, TokenSource } from '../../lambda/constant-contact/client.ts';
import { createConstantContact } from '../../lambda/constant-contact/client.ts';
import { createPace } from '../../lambda/constant-contact/pace.ts';
import type { RequestPolicy } from '../../lambda/constant-contact/policy.ts';
import { createFakeClock, type FakeClock } from './fake-clock.ts';

export interface TestClient {
  client: AccountClient;
  clock: FakeClock;
  /** Every wait the client asked for, in milliseconds; with a spacing of 0 these are the back-offs. */
  sleeps: number[];
}

/** A client at a standing clock, unpaced unless told, with back-offs in the middle of their range. */
export function createTestClient({
  apiUrl,
  tokens = fixedToken('token-1'),
  policy = {},
  spacingMs = 0,
}: {
  apiUrl: string;
  tokens?: TokenSource;
  policy?: Partial<RequestPolicy>;
  spacingMs?: number;
}): TestClient {
  const fake = createFakeClock();
  const sleeps: number[] = [];
  const clock: FakeClock = {
    ...fake,
    sleep: (delayMs) => {
      sleeps.push(delayMs);
      return fake.sleep(delayMs);
    },
  };
  const pace = createPace({ spacingMs, clock });
  const vendor = createConstantContact({ apiUrl, pace, clock, random: () => 0.5, policy });
  return { client: vendor.forAccount(tokens), clock, sleeps };
}

/** The same token always; a refusal stays the vendor's own error. */
export function fixedToken(token: string): TokenSource {
  return {
    read: async () => token,
    reread: async () => token,
    explainRefusal: (cause) => cause,
  };
}
