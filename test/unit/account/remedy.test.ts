import { expect, it } from 'vitest';
import type { AssessedChange } from '../../../lambda/account/change.ts';
import { toRemedy } from '../../../lambda/account/remedy.ts';

const PAGE = "Constant Contact's own page of account emails";
const outside = { by: 'outside' } as const;

const remedyOf = (kind: AssessedChange['kind'], fields: Partial<AssessedChange> = {}) =>
  toRemedy({ kind, severity: 'warning', recovers: false, origin: outside, ...fields });

it.each([
  [
    'SenderRemoved',
    `Find out who removed it; add it again and click its confirmation mail, or give its roles to a confirmed sender on ${PAGE}.`,
  ],
  [
    'SenderUnconfirmed',
    `Resend its confirmation mail on ${PAGE} and click it; until then give its roles to a confirmed sender.`,
  ],
  [
    'SenderReplaced',
    `Resend its confirmation mail on ${PAGE} and click it; until then give its roles to a confirmed sender.`,
  ],
  [
    'SenderAdded',
    `Ask who added it: a sender that nobody knows can be a sign of takeover; delete it on ${PAGE} and change the password.`,
  ],
  ['SenderChanged', `Confirm this sender, or give the role back to a confirmed one on ${PAGE}.`],
] as const)('what to do about %s is possible at the vendor', (kind, remedy) => {
  expect(remedyOf(kind)).toBe(remedy);
});

it('nothing is to be done about what was expected or is back', () => {
  expect(remedyOf('SenderRemoved', { severity: 'info' })).toBe('Nothing to do if you expected it.');
  expect(remedyOf('SenderConfirmed', { severity: 'info', recovers: true })).toBe(
    'Nothing to do: what was lost is back.',
  );
});
