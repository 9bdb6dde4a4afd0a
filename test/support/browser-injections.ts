import type { ReportInput } from '../../infra/operate/report/html-report.ts';
import { findingOf } from '../../lambda/account/finding.ts';
import {
  madeAccount,
  madeChange,
  madeInput,
  madeRun,
  madeSender,
  night,
} from './browser-reports.ts';

/** Places of a report that show what others wrote. */
const PLACES = [
  ...[
    'source',
    'organization',
    'account',
    'accountId',
    'address',
    'lostAddress',
    'role',
    'pending',
  ],
  ...['status', 'field', 'finding', 'before', 'after', 'requestedBy', 'requestId'],
  ...['errorName', 'errorMessage', 'summaryField', 'website', 'contact', 'street', 'country'],
] as const;

type Place = (typeof PLACES)[number];

/** An attempt to break out of text, of an attribute, of a style sheet and of a title, marked by its place. */
function attempt(place: Place): string {
  return `${place}"'></title></style></svg><img class=pwned src=x onerror=alert(1)><script>alert("${place}")</script>`;
}

/** Every attempt, as it must be read on the page. */
export const INJECTIONS: readonly string[] = PLACES.filter((place) => place !== 'status').map(
  attempt,
);

/** A report whose every text is an attempt to become markup. */
export function injectEverywhere(): ReportInput {
  const origin = {
    by: 'ours',
    requestedBy: attempt('requestedBy'),
    requestId: attempt('requestId'),
  };
  const ours = { origin: { ...origin, by: 'ours' as const } };
  const error = { errorName: attempt('errorName'), errorMessage: attempt('errorMessage') };
  const account = madeAccount({
    account: attempt('account'),
    accountId: attempt('accountId'),
    organization: attempt('organization'),
    summary: {
      ...{ encoded_account_id: 'p1', website: attempt('website') },
      contact_email: attempt('contact'),
    },
    physicalAddress: { address_line1: attempt('street'), country_code: attempt('country') },
    senders: [
      madeSender(attempt('address'), {
        ...{ confirm_status: attempt('status'), roles: [attempt('role')] },
        pending_roles: [attempt('pending')],
      }),
    ],
    findings: [
      findingOf('ROLE_UNCONFIRMED', night(3), {
        ...{ sender: attempt('finding'), field: attempt('field') },
      }),
    ],
    changes: [
      madeChange(9, {
        ...{ kind: 'SenderRemoved', emailAddress: attempt('lostAddress'), ...ours },
        before: { confirm_status: attempt('status'), roles: [attempt('role')] },
      }),
      madeChange(8, {
        ...{ kind: 'SummaryChanged', fields: [attempt('summaryField')], ...ours },
        before: { [attempt('summaryField')]: attempt('before') },
        after: { [attempt('summaryField')]: attempt('after') },
      }),
      madeChange(7, { kind: 'ReplyDrift', fields: [attempt('field')] }),
    ],
    runs: [madeRun(30), madeRun(12, { outcome: 'failed', ...error })],
  });
  const other = { ...madeAccount(), account: attempt('account') };
  return { ...madeInput([account], [other]), source: attempt('source') };
}
