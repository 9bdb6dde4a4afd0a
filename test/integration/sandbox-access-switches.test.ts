import {
  type AccessSwitch,
  fieldsOf,
  proveSwitches,
  type SwitchTable,
  shapeOf,
  statusOf,
} from '../support/sandbox-switches.ts';

const SHAPES = { array: 'array', object: 'object', message: 'message', empty: 'empty' };

const TABLE: SwitchTable<AccessSwitch> = {
  missingScopeBody: {
    ask: ({ call, sandbox, accountId }) =>
      call('GET /account/emails', { token: sandbox.issueToken(accountId, { scopes: [] }) }).then(
        shapeOf,
      ),
    seen: SHAPES,
  },
  missingRoleBody: {
    ask: ({ call, sandbox, accountId }) => {
      sandbox.switches.managerHoldsUpdate = true;
      const token = sandbox.issueToken(accountId, { role: 'manager' });
      return call('PUT /account/summary', { token, body: {} }).then(shapeOf);
    },
    seen: SHAPES,
  },
  deactivatedBody: {
    ask: ({ call, sandbox }) => {
      sandbox.switches.applicationDeactivated = true;
      return call('GET /account/summary').then(shapeOf);
    },
    seen: SHAPES,
  },
  unsupportedMediaBody: {
    ask: ({ call }) =>
      call('PUT /account/summary', { body: {}, contentType: 'text/plain' }).then(shapeOf),
    seen: SHAPES,
  },
  managerHoldsUpdate: {
    ask: async ({ call, sandbox, accountId }) => {
      const token = sandbox.issueToken(accountId, { role: 'manager' });
      const listed = await call('GET /account/user/privileges', { token });
      const written = await call('PUT /account/summary', { token, body: {} });
      return [fieldsOf('privilege_name')(listed).includes('account:update'), written.status];
    },
    seen: { false: [false, 403], true: [true, 403] },
  },
  applicationDeactivated: {
    ask: ({ call }) => call('GET /account/user/privileges').then(statusOf),
    seen: { false: 200, true: 403 },
  },
  throttledCounts: {
    options: { limits: { perSecond: 1, perDay: 2 } },
    ask: async ({ call, clock }) => {
      await call('GET /account/summary');
      await call('GET /account/summary');
      clock.advance(1000);
      return call('GET /account/summary').then(statusOf);
    },
    seen: { false: 200, true: 429 },
  },
  tokenLifetimeSeconds: {
    ask: ({ call, sandbox, accountId, clock }) => {
      const token = sandbox.issueToken(accountId);
      clock.advance(28_800_000);
      return call('GET /account/summary', { token }).then(statusOf);
    },
    seen: { '86400': 200, '28800': 401 },
  },
};

proveSwitches(TABLE);
