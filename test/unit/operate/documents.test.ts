import { describe, expect, it } from 'vitest';
import { PLAIN } from '../../../infra/local/style.ts';
import { describeAddress, describeSummary } from '../../../infra/operate/documents.ts';
import { presentAccount } from '../../../infra/operate/present-account.ts';
import { showDocuments } from '../../../infra/operate/report/section-documents.ts';
import { toAudited } from './audited.ts';

const SUMMARY = {
  ...{ encoded_account_id: 'p1', encoded_partner_id: 'LICI', organization_name: 'Harbor Events' },
  ...{ first_name: 'Maria', last_name: 'Garcia', contact_email: 'maria@example.com' },
  ...{ contact_phone: '+1 617 555 0100', organization_phone: '617 555 0199' },
  ...{ country_code: 'US', state_code: 'MA', time_zone_id: 'US/Eastern' },
  website: 'https://harbor.example',
};

const ADDRESS = {
  ...{ address_line1: '9 Harbor Road', address_line2: 'Unit 1', city: 'Boston' },
  ...{ state_code: 'MA', postal_code: '02210', country_code: 'US' },
};

describe('describeSummary', () => {
  it('tells every field but the id, the contact as one', () => {
    expect(describeSummary(SUMMARY)).toEqual([
      ['Name', ['Harbor Events']],
      ['Contact', ['Maria Garcia', 'maria@example.com', '+1 617 555 0100']],
      ['Phone', ['617 555 0199']],
      ['Website', ['https://harbor.example']],
      ['Country', ['MA, United States (US)']],
      ['Time zone', ['US/Eastern']],
      ['Partner', ['LICI']],
    ]);
  });

  it('leaves out what the account does not have', () => {
    const summary = { encoded_account_id: 'p1', last_name: 'Garcia' };

    expect(describeSummary(summary)).toEqual([['Contact', ['Garcia']]]);
  });
});

describe('describeAddress', () => {
  it.each([
    [ADDRESS, ['9 Harbor Road', 'Unit 1', 'Boston, MA 02210', 'United States (US)']],
    [
      { city: 'Nairobi', state_name: 'Nairobi', country_code: 'KE' },
      ['Nairobi, Nairobi', 'Kenya (KE)'],
    ],
    [{ postal_code: '75001' }, ['75001']],
    [{ address_line1: '1 Rue', country_code: 'nowhere' }, ['1 Rue', 'nowhere']],
  ])('writes %j as on an envelope', (address, lines) => {
    expect(describeAddress(address)).toEqual(lines);
  });
});

describe('an account as checked', () => {
  const account = toAudited({ summary: SUMMARY, physicalAddress: ADDRESS });

  it('stands on the page with all its texts', () => {
    const { markup = '' } = showDocuments(account) ?? {};

    const values = [
      ...describeSummary(SUMMARY).flatMap(([, lines]) => lines),
      ...describeAddress(ADDRESS),
    ];
    expect(values.filter((value) => !markup.includes(`>${value}</bdi>`))).toEqual([]);
  });

  it('stands in the table within 80 columns', () => {
    const text = presentAccount(account, PLAIN);

    expect(text).toContain('  Contact    Maria Garcia, maria@example.com, +1 617 555 0100\n');
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'Address 9 Harbor Road, Unit 1, Boston, MA 02210, United States (US)',
    );
    expect(text.split('\n').filter((line) => [...line].length > 80)).toEqual([]);
  });

  it('says that no address is set', () => {
    const bare = { ...account, physicalAddress: null };

    expect(showDocuments(bare)?.markup).toContain('None is set.');
    expect(presentAccount(bare, PLAIN)).toMatch(/^ {2}Address {4}none$/m);
  });

  it('is left out while nothing is known', () => {
    const unknown = { ...account, summary: null, physicalAddress: null };

    expect(showDocuments(unknown)).toBeNull();
    expect(presentAccount(unknown, PLAIN)).not.toMatch(/^ {2}(Contact|Address) {4}/m);
  });
});
