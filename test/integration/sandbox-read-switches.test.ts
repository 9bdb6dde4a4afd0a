import { expect } from 'vitest';
import { exampleAccount, recordedAccount } from '../../infra/local/sandbox/seeds.ts';
import {
  ADDRESS_PATH,
  createFalling,
  fieldOf,
  fieldsOf,
  proveSwitches,
  type ReadSwitch,
  type SwitchTable,
  statusOf,
  withoutAddress,
} from '../support/sandbox-switches.ts';

const UNCONFIRMED = [
  { email_id: 1, email_address: 'a@example.com', confirm_status: 'UNCONFIRMED', roles: [] },
  {
    email_id: 2,
    email_address: 'b@example.com',
    confirm_status: 'UNCONFIRMED',
    pending_roles: ['REPLY_TO'],
    roles: [],
  },
];

const TABLE: SwitchTable<ReadSwitch> = {
  missingAddressGet: {
    options: { accounts: [withoutAddress()] },
    ask: ({ call }) => call(`GET ${ADDRESS_PATH}`).then((reply) => [reply.status, reply.body]),
    seen: {
      '404': [404, [expect.objectContaining({ error_key: 'not_found' })]],
      '204': [204, undefined],
      empty: [200, {}],
      partial: [200, { country_code: 'US' }],
    },
  },
  missingAddressExtraField: {
    options: { accounts: [withoutAddress()] },
    ask: ({ call }) =>
      call('GET /account/summary?extra_fields=physical_address').then(fieldOf('physical_address')),
    seen: { absent: undefined, null: null, empty: {} },
  },
  unknownExtraField: {
    ask: ({ call }) => call('GET /account/summary?extra_fields=shoe_size').then(statusOf),
    seen: { ignored: 200, '400': 400 },
  },
  unsetFields: {
    options: { accounts: [recordedAccount()] },
    ask: async ({ call }) => {
      await call('POST /account/emails', { body: { email_address: 'new@example.com' } });
      return [
        await call('GET /account/summary').then(fieldOf('website')),
        await call(`GET ${ADDRESS_PATH}`).then(fieldOf('address_line2')),
        ...(await call('GET /account/emails?confirm_status=U').then(fieldsOf('confirm_time'))),
      ];
    },
    seen: {
      omitted: [undefined, undefined, undefined],
      null: [null, null, null],
      emptyString: ['', '', ''],
    },
  },
  summaryCountryCase: {
    options: { accounts: [exampleAccount({ country_code: 'Us' })] },
    ask: ({ call }) => call('GET /account/summary').then(fieldOf('country_code')),
    seen: { lower: 'us', upper: 'US', asWritten: 'Us' },
  },
  addressCountryCase: {
    options: { accounts: [{ ...withoutAddress(), physicalAddress: { country_code: 'Us' } }] },
    ask: ({ call }) => call(`GET ${ADDRESS_PATH}`).then(fieldOf('country_code')),
    seen: { lower: 'us', upper: 'US', asWritten: 'Us' },
  },
  twoFilters: {
    ask: ({ call }) =>
      call('GET /account/emails?confirm_status=C&role_code=OTHER').then(fieldsOf('email_id')),
    seen: { '400': [undefined], first: [1, 3], all: [3], none: [1, 2, 3] },
  },
  filterWithoutMatch: {
    ask: ({ call }) => call('GET /account/emails?role_code=JOURNALING').then(statusOf),
    seen: { empty: 200, '404': 404 },
  },
  senderOrder: {
    options: { random: createFalling() },
    ask: ({ call }) => call('GET /account/emails').then(fieldsOf('email_id')),
    seen: { asStored: [1, 2, 3], shuffled: [3, 2, 1] },
  },
  roleOrder: {
    options: { random: createFalling() },
    ask: ({ call }) => call('GET /account/emails?role_code=CONTACT').then(fieldsOf('roles')),
    seen: {
      asStored: [['CONTACT', 'BILLING', 'REPLY_TO']],
      shuffled: [['REPLY_TO', 'BILLING', 'CONTACT']],
    },
  },
  privilegeOrder: {
    ask: async ({ call }) => {
      const order = await call('GET /account/user/privileges').then(fieldsOf('privilege_id'));
      return order.every((id, index) => id === index + 1);
    },
    seen: { unsorted: false, sorted: true },
  },
  pendingRoles: {
    options: { accounts: [{ ...exampleAccount(), senders: UNCONFIRMED }] },
    ask: ({ call }) => call('GET /account/emails').then(fieldsOf('pending_roles')),
    seen: {
      whenSet: [undefined, ['REPLY_TO']],
      always: [[], ['REPLY_TO']],
      never: [undefined, undefined],
    },
  },
  confirmTimeOffset: {
    options: { accounts: [recordedAccount()] },
    ask: ({ call }) => call('GET /account/emails').then(fieldsOf('confirm_time')),
    seen: {
      '+0000': ['2026-09-29T14:37:13.521+0000'],
      '+00:00': ['2026-09-29T14:37:13.521+00:00'],
      Z: ['2026-09-29T14:37:13.521Z'],
    },
  },
  trailingSlash: {
    ask: ({ call }) => call('GET /account/summary/').then(statusOf),
    seen: { accepted: 200, '404': 404 },
  },
};

proveSwitches(TABLE);
