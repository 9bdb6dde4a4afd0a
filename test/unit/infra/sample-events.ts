/** Details of change events as sync puts them on the bus, with what a template could stumble over. */
const HEAD = {
  schemaVersion: 1,
  account: 'main',
  accountId: 'a07e1ilyzo4',
  snapshot: 7,
  checkedAt: '2026-11-03T02:15:04.120Z',
  origin: { by: 'outside' },
} as const;

export const CRITICAL_LOSS = {
  ...HEAD,
  id: 'main/7/0',
  severity: 'critical',
  recovers: false,
  mail: true,
  summary:
    'Joe\'s "Best" Café\nZürich (main): info@example.com is no longer confirmed. It holds REPLY_TO.',
  remedy:
    'Resend its confirmation mail on Constant Contact’s own page <of account emails> and click it.',
  change: {
    kind: 'SenderUnconfirmed',
    emailId: 3,
    emailAddress: 'info@example.com',
    fields: ['confirm_status'],
    before: { confirm_status: 'CONFIRMED' },
    after: { confirm_status: 'UNCONFIRMED' },
  },
} as const;

export const WARNING = {
  ...HEAD,
  id: 'main/7/1',
  severity: 'warning',
  recovers: false,
  mail: true,
  summary: 'InstaPrinz (main): 送信者@example.com was added, unconfirmed \\ with the role OTHER.',
  remedy: 'Ask who added it.',
  change: {
    kind: 'SenderAdded',
    emailId: 9,
    emailAddress: '送信者@example.com',
    after: { email_id: 9, email_address: '送信者@example.com', confirm_status: 'UNCONFIRMED' },
  },
} as const;

export const RECOVERY = {
  ...HEAD,
  id: 'main/8/0',
  snapshot: 8,
  severity: 'info',
  recovers: true,
  mail: true,
  summary: 'InstaPrinz (main): info@example.com was confirmed.',
  remedy: 'Nothing to do: what was lost is back.',
  change: { kind: 'SenderConfirmed', emailId: 3, emailAddress: 'info@example.com' },
} as const;

export const DIGEST = {
  ...HEAD,
  id: 'main/9/digest',
  snapshot: 9,
  severity: 'critical',
  recovers: false,
  mail: true,
  summary: 'InstaPrinz (main): 24 changes at once: 2 critical, 22 warnings, 0 recovered.',
  remedy: 'Look at the account in Constant Contact.',
  change: { kind: 'ChangesDigest', counts: { critical: 2, warning: 22, recovered: 0 } },
} as const;

export const OUR_OWN_UPDATE = {
  ...HEAD,
  id: 'main/10/0',
  snapshot: 10,
  origin: { by: 'ours', requestedBy: 'billing', requestId: '8f1c3d0e-5b7a-4f6e-9d2c-1a2b3c4d5e6f' },
  severity: 'info',
  recovers: false,
  mail: false,
  summary: 'InstaPrinz (main): Account: website none → https://example.com.',
  remedy: 'Nothing to do if you expected it.',
  change: {
    kind: 'SummaryChanged',
    fields: ['website'],
    before: {},
    after: { website: 'https://example.com' },
  },
} as const;

/** One of more than twenty at once, which the digest stands for. */
export const ONE_OF_MANY = {
  ...WARNING,
  id: 'main/9/3',
  snapshot: 9,
  mail: false,
} as const;
