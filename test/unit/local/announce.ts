import { type Announcement, toAnnouncements } from '../../../infra/local/announcements.ts';
import type { ChangeEvent } from '../../../lambda/account/change-events.ts';

const CHANGE: ChangeEvent = {
  schemaVersion: 1,
  id: 'main/2/0',
  account: 'main',
  accountId: 'p1',
  snapshot: 2,
  checkedAt: '2026-11-01T02:15:00.000Z',
  severity: 'info',
  recovers: false,
  origin: { by: 'outside' },
  summary: 'InstaPrinz (main): a@example.com was confirmed.',
  remedy: 'Nothing to do.',
  mail: true,
  change: { kind: 'SenderConfirmed' },
};

/** The announcement of an event with these fields. */
export function announce(fields: Partial<ChangeEvent>): Announcement {
  const [announcement] = toAnnouncements([
    {
      id: 'e-1',
      time: CHANGE.checkedAt,
      source: 'constant-contact.account-sync',
      detailType: CHANGE.change.kind,
      detail: { ...CHANGE, ...fields },
      resources: [],
      eventBusName: 'default',
    },
  ]);
  if (announcement === undefined) throw new Error('The event is not to be mailed.');
  return announcement;
}
