import { recordedAccount } from '../../infra/local/sandbox/seeds.ts';
import {
  ADDRESS_PATH,
  type Asked,
  FRANCE,
  fieldOf,
  fieldsOf,
  proveSwitches,
  put,
  type SwitchTable,
  shapeOf,
  statusOf,
  type WriteSwitch,
  withoutAddress,
} from '../support/sandbox-switches.ts';

/** The status of a PUT summary and then the named field of GET summary. */
const putAndRead =
  (body: unknown, field: string) =>
  async ({ call }: Asked) => {
    const { status } = await call('PUT /account/summary', { body });
    return [status, await call('GET /account/summary').then(fieldOf(field))];
  };

const TABLE: SwitchTable<WriteSwitch> = {
  missingAddressPut: {
    options: { accounts: [withoutAddress()] },
    ask: put(ADDRESS_PATH, FRANCE),
    seen: { creates: 200, '404': 404, '409': 409, '400': 400 },
  },
  lowerCaseCountry: {
    ask: put('/account/summary', { country_code: 'us' }),
    seen: { accepted: 200, '400': 400 },
  },
  summaryPutEmptyBody: {
    ask: async (started) => [
      await put('/account/summary')(started),
      await put('/account/summary', {})(started),
    ],
    seen: { accepted: [200, 200], '400': [400, 400] },
  },
  summaryPutUnknownProperty: {
    ask: put('/account/summary', { physical_address: FRANCE }),
    seen: { ignored: 200, '400': 400 },
  },
  summaryPutNull: {
    ask: putAndRead({ first_name: null }, 'first_name'),
    seen: { '400': [400, 'Lola'], clears: [200, undefined], ignored: [200, 'Lola'] },
  },
  summaryStateRequired: {
    options: { accounts: [recordedAccount()] },
    ask: put('/account/summary', { country_code: 'CA' }),
    seen: { 'US and CA': 400, US: 200 },
  },
  summaryStateJudgedBy: {
    ask: put('/account/summary', { country_code: 'US' }),
    seen: { result: 200, body: 400 },
  },
  timeZonePut: {
    ask: putAndRead({ time_zone_id: 'US/Pacific' }, 'time_zone_id'),
    seen: { applied: [200, 'US/Pacific'], ignored: [200, 'US/Eastern'] },
  },
  contactEmailMovesRole: {
    ask: async (started) => {
      await put('/account/summary', { contact_email: 'prints@example.com' })(started);
      return started.call('GET /account/emails?role_code=CONTACT').then(fieldsOf('email_id'));
    },
    seen: { false: [1], true: [3] },
  },
  cityRequired: {
    ask: put(ADDRESS_PATH, { address_line1: '1 rue Haute', country_code: 'FR' }),
    seen: { everywhere: 400, 'US and CA': 200 },
  },
  stateNameRequired: { ask: put(ADDRESS_PATH, FRANCE), seen: { false: 200, true: 400 } },
  foreignPostalCode: {
    ask: put(ADDRESS_PATH, { ...FRANCE, postal_code: '75001' }),
    seen: { allowed: 200, '400': 400 },
  },
  excludedState: {
    ask: ({ call }) =>
      call(`PUT ${ADDRESS_PATH}`, { body: { ...FRANCE, state_code: 'MA' } }).then((reply) => [
        reply.status,
        fieldOf('state_code')(reply),
      ]),
    seen: { '400': [400, undefined], ignored: [200, undefined], stored: [200, 'MA'] },
  },
  addressUnknownProperty: {
    ask: put(ADDRESS_PATH, { ...FRANCE, planet: 'Earth' }),
    seen: { ignored: 200, '400': 400 },
  },
  emailCaseMatters: {
    ask: ({ call }) =>
      call('POST /account/emails', { body: { email_address: 'Prints@example.com' } }).then(
        statusOf,
      ),
    seen: { false: 409, true: 201 },
  },
  conflictResendsMail: {
    ask: async ({ call, sandbox }) => {
      await call('POST /account/emails', { body: { email_address: 'dlang@example.com' } });
      return sandbox.confirmationMails.length;
    },
    seen: { false: 0, true: 1 },
  },
  conflictBody: {
    ask: ({ call }) =>
      call('POST /account/emails', { body: { email_address: 'dlang@example.com' } }).then(shapeOf),
    seen: { array: 'array', object: 'object', empty: 'empty' },
  },
};

proveSwitches(TABLE);
