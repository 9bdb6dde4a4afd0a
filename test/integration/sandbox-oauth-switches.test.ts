import { expect } from 'vitest';
import { SECRET_APPLICATION } from '../../infra/local/sandbox/oauth/applications.ts';
import {
  type Asked,
  proveSwitches,
  type SwitchTable,
  type TokenSwitch,
} from '../support/sandbox-switches.ts';
import { refresh } from '../support/token-endpoint.ts';

/** Refreshes once, waits, and sends the spent token again. */
async function reuse({ sandbox, accountId, clock }: Asked, afterSeconds: number) {
  sandbox.switches.refreshTokens = 'rotating';
  const held = sandbox.consent(accountId);
  const first = await refresh(sandbox, held, held.refresh_token);
  clock.advance(afterSeconds * 1000);
  const again = await refresh(sandbox, held, held.refresh_token);
  return { first: first.body['refresh_token'], again };
}

const TABLE: SwitchTable<TokenSwitch> = {
  basicCredentials: {
    options: { applications: [{ ...SECRET_APPLICATION, clientSecret: 'a+b%20c' }] },
    ask: async ({ sandbox, accountId }) => {
      const held = sandbox.consent(accountId);
      const encoded = { ...held, client_secret: 'a%2Bb%2520c' };
      const plain = await refresh(sandbox, held, held.refresh_token);
      return [plain.status, (await refresh(sandbox, encoded, held.refresh_token)).status];
    },
    seen: { literal: [200, 401], formEncoded: [401, 200] },
  },
  refreshTokens: {
    ask: async ({ sandbox, accountId }) => {
      const held = sandbox.consent(accountId);
      const { body } = await refresh(sandbox, held, held.refresh_token);
      return body['refresh_token'] === held.refresh_token ? 'same' : typeof body['refresh_token'];
    },
    seen: { longLived: 'same', rotating: 'string' },
  },
  refreshReply: {
    ask: async ({ sandbox, accountId }) => {
      const held = sandbox.consent(accountId);
      const { body } = await refresh(sandbox, held, held.refresh_token);
      const later = await refresh(sandbox, held, held.refresh_token);
      return [body['refresh_token'] === held.refresh_token, body['refresh_token'], later.status];
    },
    seen: {
      sent: [true, expect.any(String), 200],
      absent: [false, undefined, 200],
      empty: [false, '', 200],
    },
  },
  refreshReuse: {
    ask: async (asked) => {
      const { sandbox, call } = asked;
      const { first, again } = await reuse(asked, 30);
      const token = sandbox.grants[0]?.accessTokens.at(-1) ?? '';
      const { status } = await call('GET /account/summary', { token });
      return [again.status, sandbox.acceptsRefreshToken(String(first)), status];
    },
    seen: { revokesAll: [400, false, 401], refused: [400, true, 200] },
  },
  refreshGraceSeconds: {
    ask: async (asked) => {
      const statuses = [];
      for (const seconds of [0, 29, 30, 59, 60]) {
        const { again } = await reuse(asked, seconds);
        statuses.push(again.status);
      }
      return statuses;
    },
    seen: {
      '0': [400, 400, 400, 400, 400],
      '30': [200, 200, 400, 400, 400],
      '60': [200, 200, 200, 200, 400],
    },
  },
  refreshGraceReply: {
    ask: async (asked) => {
      const { sandbox } = asked;
      const { first, again } = await reuse(asked, 1);
      asked.clock.advance(30_000);
      return [
        again.body['refresh_token'] === first,
        sandbox.acceptsRefreshToken(String(first)),
        sandbox.acceptsRefreshToken(String(again.body['refresh_token'])),
      ];
    },
    seen: { newest: [true, true, true], another: [false, false, true] },
  },
  idToken: {
    ask: async ({ sandbox, accountId }) => {
      const held = sandbox.consent(accountId);
      const { body } = await refresh(sandbox, held, held.refresh_token);
      const [, claims = ''] = String(body['id_token']).split('.');
      return 'id_token' in body && JSON.parse(Buffer.from(claims, 'base64url').toString());
    },
    seen: {
      absent: false,
      sent: expect.objectContaining({ aud: '00000000-5eed-4000-8000-000000000001' }),
    },
  },
  tokenErrorBody: {
    ask: async ({ sandbox, accountId }) => {
      const { status, body } = await refresh(sandbox, sandbox.consent(accountId), 'unknown');
      return [status, body];
    },
    seen: {
      oauth: [
        400,
        {
          error: 'invalid_grant',
          error_description: 'The refresh token is invalid or expired.',
        },
      ],
      okta: [
        400,
        { errorCode: 'E0000022', errorSummary: 'The refresh token is invalid or expired.' },
      ],
    },
  },
};

proveSwitches(TABLE);
